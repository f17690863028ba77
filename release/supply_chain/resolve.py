"""Which commit a tag means, whether it may be released, and whether it is released already."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from release.canonical import invalid
from release.errors import ForeignObjectError, InvalidRecordError, MissingInputError, SettingError
from release.guard.plan import Staged
from release.supply_chain.source import Source
from release.version import Version, VersionNames, VersionTag

VERSIONS = ".release-please-manifest.json"
"""What release-please calls its manifest: the last version of each package, here of one."""

PROJECT = "pyproject.toml"
CHANGELOG = "CHANGELOG.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """A published release as GitHub states it."""

    immutable: bool
    assets: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What to do about a tag: go on with `commit`, or nothing, and why.

    `staged` is where `sign` looks for signatures before it makes them.
    """

    tag: VersionTag
    commit: str | None
    proceed: bool
    reason: str
    staged: Staged | None = None

    def outputs(self) -> Mapping[str, str]:
        """Return the outputs of the job."""
        return {
            "proceed": str(self.proceed).lower(),
            "tag": str(self.tag),
            "commit": self.commit or "",
            "reason": self.reason,
            "staged_run": str(self.staged.run) if self.staged else "",
            "staged_artifact": str(self.staged.artifact) if self.staged else "",
        }


def version_in(data: bytes) -> Version:
    """Return the last version that release-please wrote; raises InvalidRecordError."""
    try:
        document = json.loads(data)
    except ValueError as error:
        raise invalid(VERSIONS, f"is not JSON: {error}") from error
    if not isinstance(document, dict) or set(document) != {"."}:
        raise invalid(VERSIONS, "does not name exactly the package '.'")
    return Version.parse(str(document["."]))


def untagged(tag: VersionTag, *, named: bool) -> Resolved:
    """Return the answer for a version without a tag; raises MissingInputError if it was `named`."""
    if named:
        raise MissingInputError(
            f"there is no tag {tag}",
            expected="the tag that release-please makes with its draft",
            remedy="merge the release pull request; release-please makes draft and tag",
        )
    return Resolved(tag=tag, commit=None, proceed=False, reason=f"there is no tag {tag}")


def require_on_main(tag: VersionTag, commit: str, *, on_main: bool) -> None:
    """Raise ForeignObjectError unless the tag's commit is in the history of main."""
    if not on_main:
        raise ForeignObjectError(
            f"the tag {tag} points at {commit}, which is not on main",
            expected="a commit in the history of main, where it was reviewed",
            remedy="find out who made the tag; never release it, and take the next version",
        )


def require_agreement(source: Source, tag: VersionTag) -> None:
    """Raise InvalidRecordError unless all places of the tree speak of the tag's version."""
    try:
        project = tomllib.loads(source.file(PROJECT).decode())["project"]["version"]
    except (KeyError, TypeError, ValueError) as error:
        raise invalid(PROJECT, "states no version") from error
    stated = {PROJECT: str(project), VERSIONS: str(version_in(source.file(VERSIONS)))}
    for path, version in stated.items():
        if version != str(tag.version):
            raise _disagrees(tag, path, f"states {version}")
    if f"\n## {tag.version}, " not in source.file(CHANGELOG).decode():
        raise _disagrees(tag, CHANGELOG, "has no section for it")


def _disagrees(tag: VersionTag, path: str, problem: str) -> InvalidRecordError:
    return InvalidRecordError(
        f"{tag}: {path} {problem}",
        expected=f"{tag.version} in {PROJECT}, {VERSIONS} and as a section of {CHANGELOG}",
        remedy="merge release pull requests as they are; take the next version",
    )


def resolved(tag: VersionTag, commit: str, public: Public | None) -> Resolved:
    """Return what to do about a tag that may be released, given what is public under it.

    Raises ForeignObjectError for other files, SettingError for a release that can be changed.
    """
    if public is None:
        return Resolved(tag=tag, commit=commit, proceed=True, reason=f"{tag} is not published")
    if public.assets != set(VersionNames(tag.version).assets):
        raise ForeignObjectError(
            f"{tag} is published with other files",
            expected=f"exactly the {len(VersionNames(tag.version).assets)} files of a version",
            remedy="never touch it; find out who published it, and take the next version",
        )
    if not public.immutable:
        raise SettingError(
            f"{tag} is published, but can still be changed",
            expected="immutable releases switched on before publishing",
            remedy="tick Settings, General, Enable release immutability; take the next version",
        )
    reason = f"{tag} is published, whole and immutable"
    return Resolved(tag=tag, commit=commit, proceed=False, reason=reason)
