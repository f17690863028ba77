"""GitHub's lists: every page is read, and an answer of another form is silence, never "nothing"."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest

from release.errors import InvalidRecordError, MissingRightError, ReleaseError, ServiceDownError
from release.watch.listing import GitHubList

BASE = "/repos/o/r"
RELEASE: Mapping[str, object] = {
    "id": 1,
    "tag_name": "u2netp-mirror-v1",
    "name": "u2netp mirror v1",
    "body": None,
    "draft": False,
    "prerelease": False,
    "immutable": True,
    "target_commitish": "a" * 40,
    "published_at": "2026-12-01T00:00:00Z",
    "assets": [{"name": "x", "size": 1, "digest": None, "state": "starter"}],
}
REF: Mapping[str, object] = {"ref": "refs/tags/v1", "object": {"type": "commit", "sha": "a" * 40}}


@dataclass
class InMemoryAsks:
    """Lists in pages, as GitHub gives them; `whole` ones ignore the page. Counts questions."""

    lists: Mapping[str, object]
    whole: bool = False
    status: int = 200
    asked_for: list[str] = field(default_factory=list)

    def asked(self, target: str) -> tuple[int, object]:
        self.asked_for.append(target)
        parts = urlsplit(target)
        found = self.lists.get(parts.path.removeprefix(BASE))
        if found is None or self.status != 200:
            return (404 if self.status == 200 else self.status), None
        if not isinstance(found, list) or self.whole or not parts.query:
            return 200, found
        query = parse_qs(parts.query)
        size, number = int(query["per_page"][0]), int(query["page"][0])
        return 200, found[(number - 1) * size : number * size]


def lists(releases: object = (), tags: object = (), latest: object = None) -> InMemoryAsks:
    def listed(value: object) -> object:
        return list(value) if isinstance(value, tuple) else value

    rows = {"/releases": listed(releases), "/git/matching-refs/tags/": listed(tags)}
    return InMemoryAsks({**rows, "/releases/latest": latest})


def read(asks: InMemoryAsks) -> tuple[int, int, str | None]:
    found = GitHubList(asks=asks, base=BASE).listing()
    return len(found.releases), len(found.tags), found.latest


def test_every_page_is_read_and_drafts_are_left_out() -> None:
    rows = tuple({**RELEASE, "id": n, "draft": n == 7} for n in range(250))
    tags = tuple({**REF, "ref": f"refs/tags/v{n}"} for n in range(101))
    assert read(lists(rows, tags, {"tag_name": "v1"})) == (249, 101, "v1")


def test_a_list_that_knows_no_pages_is_read_once() -> None:
    asks = lists((), tuple({**REF, "ref": f"refs/tags/v{n}"} for n in range(250)))
    asks.whole = True
    assert read(asks) == (0, 250, None)
    assert len(asks.asked_for) == 4


def test_a_repository_without_end_is_silence() -> None:
    asks = lists(tuple({**RELEASE, "id": n} for n in range(6000)))
    with pytest.raises(ServiceDownError):
        read(asks)


FORMS: dict[str, InMemoryAsks] = {
    "no list": lists({"message": "hello"}),
    "a list of texts": lists(("v1",)),
    "a release without a tag": lists(({**RELEASE, "tag_name": None},)),
    "a flag as text": lists(({**RELEASE, "prerelease": "no"},)),
    "no time": lists(({**RELEASE, "published_at": "today"},)),
    "no files": lists(({**RELEASE, "assets": None},)),
    "a size as text": lists(({**RELEASE, "assets": [{"name": "x", "size": "1"}]},)),
    "a tag without an object": lists((), ({"ref": "refs/tags/v1"},)),
    "latest as a list": lists((), (), ["v1"]),
    "nothing at all": InMemoryAsks({}),
}


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_of_another_form_is_silence(form: str) -> None:
    with pytest.raises(ServiceDownError):
        read(FORMS[form])


def test_a_digest_that_is_none_is_refused() -> None:
    file = {"name": "x", "size": 1, "digest": "md5:1", "state": "uploaded"}
    with pytest.raises(InvalidRecordError):
        read(lists(({**RELEASE, "assets": [file]},)))


@pytest.mark.parametrize(("status", "error"), [(403, MissingRightError), (301, MissingRightError)])
def test_a_refusal_is_no_list(status: int, error: type[ReleaseError]) -> None:
    asks = lists()
    asks.status = status
    with pytest.raises(error):
        read(asks)


@pytest.mark.parametrize(
    ("status", "on_main"),
    [("behind", True), ("identical", True), ("ahead", False), ("diverged", False)],
)
def test_a_commit_is_on_main_when_github_says_so(status: str, *, on_main: bool) -> None:
    asks = InMemoryAsks({f"/compare/main...{'a' * 40}": {"status": status}})
    found = GitHubList(asks=asks, base=BASE)
    assert found.is_on_main("a" * 40) is on_main
    assert found.is_on_main("b" * 40) is False


def test_the_branch_that_a_release_names_cannot_lead_the_question_elsewhere() -> None:
    asks = InMemoryAsks({})
    assert GitHubList(asks=asks, base=BASE).is_on_main("\u00e4/../x?y#z") is False
    assert asks.asked_for == [f"{BASE}/compare/main...%C3%A4%2F..%2Fx%3Fy%23z?per_page=1"]
