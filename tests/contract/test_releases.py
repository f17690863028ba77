"""What GitHub refuses about releases, tags and assets."""

import pytest

from tests.contract.place import REPO, TAG, WORKFLOW, Place
from tests.rehearsal.hosts.exchange import Json
from tests.rehearsal.hosts.faults import Effect, Fault

UPLOADS = "uploads.github.com"


@pytest.fixture
def token(place: Place) -> str:
    return place.token("release-app[bot]", contents="write")


def codes(document: dict[str, Json]) -> list[tuple[str, str]]:
    errors = document["errors"]
    assert isinstance(errors, list)
    return [(str(error["code"]), str(error["field"])) for error in errors]


@pytest.mark.behaviour(1)
def test_a_draft_is_absent_without_write_access(place: Place, token: str) -> None:
    draft = place.draft(token)
    reader = place.token(contents="read")
    asset = place.upload(token, draft, "a", b"a").document()
    for path in (f"releases/{draft['id']}", f"releases/assets/{asset['id']}"):
        assert place.client("GET", f"{REPO}/{path}", token=reader).status == 404
        assert place.client("GET", f"{REPO}/{path}", token=token).status == 200
    assert place.client("GET", f"{REPO}/releases", token=reader).rows() == []


@pytest.mark.behaviour(1)
def test_a_draft_is_never_found_by_tag_and_has_no_tag(place: Place, token: str) -> None:
    place.draft(token)
    assert place.client("GET", f"{REPO}/releases/tags/{TAG}", token=token).status == 404
    assert place.client("GET", f"{REPO}/git/ref/tags/{TAG}", token=token).status == 404


@pytest.mark.behaviour(1)
def test_drafts_may_share_a_tag_and_name_their_author(place: Place, token: str) -> None:
    drafts = [place.draft(token), place.draft(place.token(contents="write"))]
    assert [draft["author"]["login"] for draft in drafts] == [  # type: ignore[index, call-overload]
        "release-app[bot]",
        "github-actions[bot]",
    ]


@pytest.mark.behaviour(5)
def test_a_second_publish_of_a_tag_is_refused(place: Place, token: str) -> None:
    place.github.immutable_releases = False
    first, second = place.draft(token), place.draft(token)
    assert place.edit(token, first, draft=False).status == 200
    refused = place.edit(token, second, draft=False)
    assert (refused.status, codes(refused.document())) == (422, [("already_exists", "tag_name")])


@pytest.mark.behaviour(5)
def test_publishing_without_make_latest_makes_latest(place: Place, token: str) -> None:
    place.edit(token, place.draft(token, "v1", make_latest="false"), draft=False)
    place.edit(token, place.draft(token, "v2"), draft=False, make_latest="false")
    latest = place.client("GET", f"{REPO}/releases/latest", token=token).document()
    assert latest["tag_name"] == "v1"


@pytest.mark.behaviour(5)
def test_with_make_latest_false_nothing_is_latest(place: Place, token: str) -> None:
    place.edit(token, place.draft(token), draft=False, make_latest="false")
    assert place.client("GET", f"{REPO}/releases/latest", token=token).status == 404


@pytest.mark.behaviour(2)
def test_a_commit_with_other_workflow_files_gets_no_release_and_no_ref(
    place: Place, token: str
) -> None:
    sha = place.commit({".github/workflows/attach.yml": WORKFLOW + "# more\n"}, "side")
    body: dict[str, Json] = {"tag_name": TAG, "target_commitish": sha, "draft": True}
    release = place.client("POST", f"{REPO}/releases", token=token, body=body)
    ref = {"ref": "refs/tags/x", "sha": sha}
    assert release.status == 404
    assert place.client("POST", f"{REPO}/git/refs", token=token, body=ref).status == 403
    robot = place.token(contents="write", workflows="write")
    assert place.client("POST", f"{REPO}/releases", token=robot, body=body).status == 404
    person = place.token("maintainer", contents="write", workflows="write")
    assert place.client("POST", f"{REPO}/git/refs", token=person, body=ref).status == 201


@pytest.mark.behaviour(2)
def test_publishing_is_refused_when_workflows_moved_on_main(place: Place, token: str) -> None:
    sha = place.client("GET", f"{REPO}/git/ref/heads/main", token=token).document()
    target = sha["object"]["sha"]  # type: ignore[index, call-overload]
    draft = place.draft(token, target_commitish=target)
    place.commit({".github/workflows/attach.yml": WORKFLOW + "# more\n"})
    assert place.edit(token, draft, draft=False).status == 404


@pytest.mark.behaviour(6)
def test_an_immutable_release_keeps_assets_and_tag(place: Place, token: str) -> None:
    release = place.draft(token)
    asset = place.upload(token, release, "a", b"a").document()
    place.edit(token, release, draft=False)
    url = f"{REPO}/releases/assets/{asset['id']}"
    late = place.upload(token, release, "b", b"b")
    assert late.message == "Cannot upload assets to an immutable release."
    assert place.client("DELETE", url, token=token).status == 422
    assert place.client("PATCH", url, token=token, body={"name": "c"}).status == 422
    ref = f"{REPO}/git/refs/tags/{TAG}"
    assert place.client("DELETE", ref, token=token).status == 422
    assert place.edit(token, release, tag_name="other").status == 422
    assert place.edit(token, release, draft=True).status == 422
    assert place.edit(token, release, body="notes stay editable").status == 200


@pytest.mark.behaviour(6)
def test_deleting_an_immutable_release_burns_its_tag(place: Place, token: str) -> None:
    release = place.draft(token)
    place.edit(token, release, draft=False)
    assert place.client("DELETE", f"{REPO}/releases/{release['id']}", token=token).status == 204
    body: dict[str, Json] = {"tag_name": TAG, "draft": True}
    again = place.client("POST", f"{REPO}/releases", token=token, body=body).document()
    assert codes(again) == [("custom", "tag_name")]


@pytest.mark.behaviour(6)
def test_a_release_stays_mutable_when_the_setting_came_later(place: Place, token: str) -> None:
    place.github.immutable_releases = False
    release = place.draft(token)
    assert place.edit(token, release, draft=False).document()["immutable"] is False
    place.github.immutable_releases = True
    assert place.upload(token, release, "a", b"a").status == 201


@pytest.mark.behaviour(6)
def test_the_setting_is_readable_with_administration_read_only(place: Place, token: str) -> None:
    path = f"{REPO}/immutable-releases"
    assert place.client("GET", path, token=token).status == 403
    reader = place.token("release-app[bot]", administration="read")
    assert place.client("GET", path, token=reader).document()["enabled"] is True
    place.github.immutable_releases = False
    assert place.client("GET", path, token=reader).status == 404


@pytest.mark.behaviour(15)
def test_the_same_name_twice_is_refused(place: Place, token: str) -> None:
    release = place.draft(token)
    assert place.upload(token, release, "a", b"1").status == 201
    refused = place.upload(token, release, "a", b"2")
    assert (refused.status, codes(refused.document())) == (422, [("already_exists", "name")])


@pytest.mark.behaviour(15)
@pytest.mark.parametrize(
    ("sent", "stored"),
    [("SHA256SUMS", "SHA256SUMS"), ("a b.txt", "a.b.txt"), (".hidden.", "hidden"), ("a§b", "a.b")],
)
def test_names_are_sanitised(place: Place, token: str, sent: str, stored: str) -> None:
    asset = place.upload(token, place.draft(token), sent, b"x").document()
    assert asset["name"] == stored


@pytest.mark.behaviour(15)
def test_more_than_two_gibibytes_are_refused_unread(place: Place, token: str) -> None:
    url = str(place.draft(token)["upload_url"]).replace("{?name,label}", "?name=big")
    size = {"Content-Length": str((2 << 30) + 1)}
    refused = place.client("POST", url, token=token, body=b"", headers=size)
    assert codes(refused.document()) == [("custom", "size")]


@pytest.mark.behaviour(15)
def test_a_502_during_an_upload_leaves_a_starter(place: Place, token: str) -> None:
    release = place.draft(token)
    place.network.faults.add(Fault(host=UPLOADS, path=".*/assets", effect=Effect.STATUS))
    assert place.upload(token, release, "a", b"data").status == 502
    (asset,) = place.client("GET", f"{REPO}/releases/{release['id']}/assets", token=token).rows()
    assert (asset["state"], asset["size"], asset["digest"]) == ("starter", 0, None)
    assert place.upload(token, release, "a", b"data").status == 422
    url = f"{REPO}/releases/assets/{asset['id']}"
    assert place.client("DELETE", url, token=token).status == 204
    assert place.upload(token, release, "a", b"data").status == 201


@pytest.mark.behaviour(15)
def test_the_object_host_refuses_a_token(place: Place, token: str) -> None:
    release = place.draft(token)
    place.upload(token, release, "a", b"data")
    place.edit(token, release, draft=False)
    page = f"https://github.com/VMAFx/vmafx/releases/download/{TAG}/a"
    target = place.client("GET", page).headers["Location"]
    assert place.client("GET", target).body == b"data"
    assert place.client("GET", target, token=token).status == 400
    assert place.client("GET", target.split("&sig")[0]).status == 403


def test_a_draft_cannot_be_downloaded_by_its_page(place: Place, token: str) -> None:
    place.upload(token, place.draft(token), "a", b"data")
    page = f"https://github.com/VMAFx/vmafx/releases/download/{TAG}/a"
    assert place.client("GET", page).status == 404
