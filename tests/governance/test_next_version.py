"""The release pull request: what cutting the changelog changes, and how far a version steps."""

import pytest

from release.errors import InvalidRecordError, UsageError
from release.version import Version
from tests.governance.test_changelog import fragments
from upkeep.changelog import PAGE, cut, last_version
from upkeep.next_version import Cut, least_after
from upkeep.next_version import cut as commit_of

ADDED, FIXED = "changelog.d/added/0007-a.md", "changelog.d/fixed/0008-b.md"
REMOVED, SECURITY = "changelog.d/removed/0009-c.md", "changelog.d/security/0010-d.md"
EMPTY = "# Changelog\n"
DAY = "2026-12-01"


def page_after(version: str) -> str:
    return cut(fragments(FIXED), EMPTY, version=version, day=DAY)


def step(last: str, *paths: str) -> str:
    return str(least_after(Version.parse(last), fragments(*paths)))


@pytest.mark.parametrize(
    ("last", "paths", "least"),
    [
        ("0.1.0", (FIXED,), "0.1.1"),
        ("0.1.0", (FIXED, SECURITY), "0.1.1"),
        ("0.1.0", (), "0.1.1"),
        ("0.1.9", (FIXED, ADDED), "0.2.0"),
        ("0.1.0", (REMOVED,), "0.2.0"),
        ("1.4.2", (FIXED,), "1.4.3"),
        ("1.4.2", (ADDED,), "1.5.0"),
        ("1.4.2", (REMOVED, ADDED), "2.0.0"),
    ],
)
def test_a_version_steps_as_far_as_what_is_told(
    last: str, paths: tuple[str, ...], least: str
) -> None:
    assert step(last, *paths) == least


def made(version: str, page: str, *paths: str) -> Cut | None:
    return commit_of(fragments(*paths), page, Version.parse(version), day=DAY)


def test_the_commit_writes_the_section_and_removes_the_fragments() -> None:
    found = made("0.2.0", page_after("0.1.0"), ADDED, FIXED)
    assert found is not None
    assert (found.deleted, set(found.written)) == ((ADDED, FIXED), {PAGE})
    assert f"\n## 0.2.0, {DAY}\n" in found.written[PAGE].decode()


def test_doing_it_again_finds_it_done() -> None:
    first = made("0.2.0", page_after("0.1.0"), ADDED)
    assert first is not None
    assert made("0.2.0", first.written[PAGE].decode()) is None


def test_the_first_version_of_all_is_cut_from_nothing() -> None:
    assert last_version(EMPTY) is None
    assert made("0.1.0", EMPTY, ADDED) is not None


@pytest.mark.parametrize("version", ["0.1.1", "0.1.0", "0.0.9"])
def test_a_version_that_steps_too_little_is_refused_with_what_to_do(version: str) -> None:
    says = r"starts with chore: and ends in a line Release-As: 0\.2\.0"
    with pytest.raises(InvalidRecordError, match=says):
        made(version, page_after("0.1.0"), ADDED)


def test_a_version_of_which_nothing_is_told_is_refused() -> None:
    with pytest.raises((InvalidRecordError, UsageError)):
        made("0.2.0", page_after("0.1.0"))
