"""Which versions of this repository there must be: those that main announced, and since when.

The witness is the history of release-please's manifest on main. A released version stands there as
a commit that was reviewed, and no right to delete a release or a tag can take it out again: the
ruleset of main refuses deletions and forced pushes (.github/rulesets/main.json).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from release.canonical import invalid
from release.errors import InvalidRecordError, MissingInputError
from release.files import read_bytes
from release.git import Git
from release.supply_chain.resolve import VERSIONS, version_in
from release.version import Version, VersionTag
from release.watch.known import LIMIT, require_reason, rows_in

MISSING = ".github/missing-versions.toml"
_MAIN = "refs/remotes/origin/main"
_COMMIT = re.compile(r"([0-9a-f]{40}) ([0-9]{1,12})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What the manifest was from `commit` on; `time` is when that came to main."""

    commit: str
    time: datetime
    manifest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A version that main announced: by which commit, in which line of the manifest, and when."""

    tag: VersionTag
    commit: str
    line: int
    since: datetime

    @property
    def place(self) -> str:
        """File, line and commit, for people."""
        return f"{VERSIONS}:{self.line} at {self.commit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """Every version that main announced, and those of them that people know to be missing."""

    announced: tuple[Announced, ...]
    missing: frozenset[VersionTag]

    @classmethod
    def read(cls, stated: Iterable[Stated], missing: bytes) -> "Promised":
        """Return what is promised by the manifest's history, oldest first, and by people.

        Raises InvalidRecordError, for a row about something else than an announced version, too.
        """
        found = tuple(_announced(tuple(stated)))
        known = known_missing(missing)
        if unknown := known - {one.tag for one in found}:
            raise invalid(
                f"{MISSING}.versions", f"names {min(unknown)}, which main never announced"
            )
        return cls(announced=found, missing=known)

    @classmethod
    def at(cls, checkout: Path, environment: Mapping[str, str]) -> "Promised":
        """Return what main promises, as this clone fetched it; raises as `read`, and as git."""
        missing = read_bytes(checkout / MISSING, limit=LIMIT)
        return cls.read(_history(Git.at(checkout, environment)), missing)


def _announced(stated: tuple[Stated, ...]) -> Iterator[Announced]:
    """Give each version once, since it first stood there; what the file began with is none.

    A manifest that cannot be read announced nothing: `supply_chain_resolve.py` refuses its commit.
    The newest one must be readable.
    """
    seen: set[Version] = set()
    for i, one in enumerate(stated, start=1):
        try:
            version = version_in(one.manifest)
        except InvalidRecordError:
            if i == len(stated):
                raise
            continue
        if seen and version not in seen:
            line = _line(one.manifest, version)
            yield Announced(tag=version.tag, commit=one.commit, line=line, since=one.time)
        seen.add(version)


def _line(manifest: bytes, version: Version) -> int:
    lines = manifest.decode(errors="replace").splitlines()
    return next((n for n, text in enumerate(lines, start=1) if str(version) in text), 1)


def known_missing(data: bytes) -> frozenset[VersionTag]:
    """Read the versions that people know to be missing; raises InvalidRecordError."""
    rows = rows_in(data, "versions", path=MISSING)
    found = []
    for row in rows:
        found.append(row.value("version", _tag))
        require_reason(row)
    if len(set(found)) != len(found):
        raise invalid(f"{MISSING}.versions", "names a version twice")
    return frozenset(found)


def _tag(value: object) -> VersionTag | None:
    try:
        return Version.parse(str(value)).tag
    except InvalidRecordError:
        return None


def _history(git: Git) -> Iterator[Stated]:
    """Give every state of the manifest on main, oldest first."""
    if git.need("rev-parse", "--is-shallow-repository").strip() != b"false":
        raise MissingInputError(
            "the checkout has no full history",
            expected=f"every commit of main that changed {VERSIONS}",
            remedy="check out with fetch-depth: 0, or run git fetch --unshallow",
        )
    words = ("log", "--first-parent", "--reverse", "--format=%H %ct", _MAIN, "--", VERSIONS)
    for commit, seconds in _COMMIT.findall(git.need(*words).decode()):
        if (manifest := git.file(commit, VERSIONS, limit=LIMIT)) is not None:
            time = datetime.fromtimestamp(int(seconds), UTC)
            yield Stated(commit=commit, time=time, manifest=manifest)
