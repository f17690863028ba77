"""The release pull request: what cutting the changelog changes in it, and how far it must step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from release.canonical import invalid
from release.version import Version
from upkeep import changelog
from upkeep.fragments import Fragment

BRANCH = "release-please--branches--main"
"""Where release-please keeps its pull request to main."""

_SMALL = frozenset({"fixed", "security"})
_BREAKING = frozenset({"removed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What one commit changes: files written, and paths deleted."""

    version: Version
    written: Mapping[str, bytes]
    deleted: tuple[str, ...]


def cut(fragments: Sequence[Fragment], page: str, version: Version, *, day: str) -> Cut | None:
    """Return the commit that makes everything unreleased the section of `version`.

    None says that it is there already. Raises InvalidRecordError when nothing is told, or when the
    version steps less than what is told asks for; UsageError when it is not the next one.
    """
    last = changelog.last_version(page)
    if not fragments and last == version:
        return None
    if version < (least := least_after(last or Version.parse("0.0.0"), fragments)):
        raise invalid(
            "the proposed version",
            f"is {version}, and changelog.d asks for {least}: merge a pull request whose message"
            f" starts with chore: and ends in a line Release-As: {least}",
        )
    text = changelog.cut(fragments, page, version=str(version), day=day)
    deleted = tuple(sorted(fragment.path for fragment in fragments))
    return Cut(version=version, written={changelog.PAGE: text.encode()}, deleted=deleted)


def least_after(last: Version, fragments: Sequence[Fragment]) -> Version:
    """Return the lowest version after `last` that may tell of `fragments`.

    Source: semver.org. Before 1.0.0 what breaks is told by the minor number.
    """
    categories = {fragment.category for fragment in fragments}
    if categories <= _SMALL:
        return Version(major=last.major, minor=last.minor, patch=last.patch + 1)
    if last.major and categories & _BREAKING:
        return Version(major=last.major + 1, minor=0, patch=0)
    return Version(major=last.major, minor=last.minor + 1, patch=0)
