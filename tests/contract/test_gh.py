"""The real gh, unmodified, against the local GitHub."""

import subprocess
from pathlib import Path

from tests.contract.client import environment
from tests.contract.place import REPO, TAG, Place


def run(place: Place, gh: str, token: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [gh, *arguments],
        env=environment(place.network, place.root, token),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def published(place: Place, files: dict[str, bytes]) -> None:
    token = place.token("release-app[bot]", contents="write")
    release = place.draft(token)
    for name, data in files.items():
        place.upload(token, release, name, data)
    assert place.edit(token, release, draft=False).status == 200


def consumer(place: Place) -> str:
    return place.token("consumer")


def test_gh_downloads_the_assets_of_a_tag(place: Place, gh: str, tmp_path: Path) -> None:
    published(place, {"model.onnx": b"model", "SHA256SUMS": b"sums"})
    target = str(tmp_path / "got")
    done = run(
        place, gh, consumer(place), "release", "download", TAG, "-R", "VMAFx/vmafx", "-D", target
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "got" / "model.onnx").read_bytes() == b"model"
    assert (tmp_path / "got" / "SHA256SUMS").read_bytes() == b"sums"


def test_gh_downloads_by_pattern_and_says_when_nothing_fits(
    place: Place, gh: str, tmp_path: Path
) -> None:
    published(place, {"model.onnx": b"model"})
    arguments = ("release", "download", TAG, "-R", "VMAFx/vmafx", "-D", str(tmp_path / "got"))
    assert run(place, gh, consumer(place), *arguments, "-p", "*.onnx").returncode == 0
    assert "no assets match" in run(place, gh, consumer(place), *arguments, "-p", "x").stderr


def test_gh_does_not_find_a_draft_without_write_access(place: Place, gh: str) -> None:
    place.draft(place.token(contents="write"))
    view = ("release", "view", TAG, "-R", "VMAFx/vmafx")
    assert "release not found" in run(place, gh, consumer(place), *view).stderr
    writer = place.token("writer", contents="write")
    assert run(place, gh, writer, *view, "--json", "isDraft").stdout == '{"isDraft":true}\n'


def test_gh_views_and_lists_a_release(place: Place, gh: str) -> None:
    published(place, {"model.onnx": b"model"})
    view = ("release", "view", TAG, "-R", "VMAFx/vmafx", "--json", "tagName,isImmutable,assets")
    done = run(place, gh, consumer(place), *view)
    assert done.returncode == 0, done.stderr
    assert '"isImmutable":true' in done.stdout
    listing = run(place, gh, consumer(place), "release", "list", "-R", "VMAFx/vmafx")
    assert TAG in listing.stdout, listing.stderr


def test_gh_starts_a_workflow(place: Place, gh: str) -> None:
    token = place.token("maintainer", actions="write")
    words = ("workflow", "run", "attach.yml", "--ref", "main", "-R", "VMAFx/vmafx")
    done = run(place, gh, token, *words, "-f", "reason=try")
    assert done.returncode == 0, done.stderr
    (dispatch,) = place.github.dispatches
    assert (dispatch.workflow, dispatch.ref) == ("attach.yml", "refs/heads/main")
    assert dispatch.inputs == {"reason": "try"}


def test_gh_calls_the_api(place: Place, gh: str) -> None:
    done = run(place, gh, consumer(place), "api", REPO, "--jq", ".id")
    assert done.stdout == "1252235334\n", done.stderr


def test_gh_lists_releases_over_all_pages(place: Place, gh: str) -> None:
    token = place.token(contents="write")
    for _ in range(3):
        place.draft(token)
    path = f"{REPO}/releases?per_page=1"
    done = run(place, gh, token, "api", "--paginate", path, "--jq", ".[].tag_name")
    assert done.stdout.splitlines() == [TAG] * 3, done.stderr
