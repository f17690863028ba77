"""Drops: files that contributors pushed to branches, read out of git without a checkout (an edge).

Nothing of a drop is ever written to the working tree or run. Its objects come into a bare
repository of their own, which is gone afterwards; of them, one blob is read.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from release.artifact import Artifact
from release.errors import (
    DigestMismatchError,
    IrregularFileError,
    MissingInputError,
    ReleaseError,
    ServiceDownError,
    UsageError,
)
from release.files import MIB
from release.git import REGULAR, Git
from release.names import drop_branch, dropped_model
from release.pin import Pin

DROP_LIMIT = 64 * MIB
"""No drop comes near: the checkpoint has 4.7 MB."""

_MOST = 8
_REF = re.compile(rb"([0-9a-f]{40})\trefs/heads/([^\0\n]+)\n")
_FORK = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]{0,38}/(?!\.+@)[A-Za-z0-9._-]{1,100})@([0-9a-f]{40})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a drop lies: its name for people, the repository's address, and what to fetch there."""

    name: str
    remote: str
    want: str

    @property
    def branch(self) -> bool:
        """Whether it is a branch, and no commit of a fork."""
        return self.want.startswith("refs/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """The one file of a drop, as it came: at which commit, and under which path."""

    place: Place
    commit: str
    path: str
    data: bytes

    @property
    def artifact(self) -> Artifact:
        """The file by name, size and digest."""
        return Artifact.of(self.path.rpartition("/")[2], self.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A drop that is none, and why."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drops:
    """The drops of one model, in the repository that a checkout came from, or in a fork."""

    git: Git
    model: str
    paths: frozenset[str]
    pinned: str
    limit: int

    @classmethod
    def of(cls, pin: Pin, root: Path, environment: Mapping[str, str]) -> "Drops":
        """Return the drops for `pin`; raises MissingToolError without git."""
        paths = (f"model/{pin.checkpoint.name}", dropped_model(pin.model))
        return cls(
            git=Git.at(root, environment),
            model=pin.model,
            paths=frozenset(paths),
            pinned=drop_branch(pin.model, pin.checkpoint.digest),
            limit=DROP_LIMIT,
        )

    def branch(self, name: str) -> Place:
        """Return the place of the branch `name`; raises UsageError for one that is no drop's."""
        if not re.fullmatch(rf"drop/{self.model}/[0-9a-f]{{16}}", name):
            raise UsageError(
                f"{name[:80]!r} is not the branch of a drop",
                expected=f"drop/{self.model}/<16 hex>",
                remedy="copy the name of the branch from the repository",
            )
        return Place(name=name, remote=self.git.remote("origin"), want=f"refs/heads/{name}")

    def fork(self, text: str) -> Place:
        """Return the place `owner/repo@commit`; raises UsageError for any other spelling."""
        if not (match := _FORK.fullmatch(text)):
            raise UsageError(
                f"{text[:160]!r} names no commit of a fork",
                expected="owner/repo@<40 hex>, as scripts/drop.py prints it",
                remedy="copy the line that scripts/drop.py printed",
            )
        return Place(name=text, remote=f"https://github.com/{match[1]}", want=match[2])

    def places(self) -> tuple[Place, ...]:
        """Return where the repository's drops lie, by name; raises ServiceDownError."""
        remote = self.git.remote("origin")
        words = ("ls-remote", "--", remote, f"refs/heads/drop/{self.model}/*")
        listed = self.git.need(*words, online=True)
        if _REF.sub(b"", listed):
            raise ServiceDownError(
                f"git lists {listed[:80]!r}", expected="commits and branches", remedy="run it again"
            )
        names = (match[2].decode(errors="backslashreplace") for match in _REF.finditer(listed))
        return tuple(
            Place(name=name, remote=remote, want=f"refs/heads/{name}") for name in sorted(names)
        )

    def look(self, fork: str = "") -> Iterator[Dropped | Refused]:
        """Read one drop after the other, that of the fork first; what is none says why.

        Raises UsageError for a wrong spelling of `fork`, ServiceDownError without an answer.
        """
        # The pinned checkpoint first: no number of other branches keeps it from being seen.
        own = sorted(self.places(), key=lambda place: place.name != self.pinned)
        places = (*((self.fork(fork),) if fork else ()), *own)
        for place in places[:_MOST]:
            yield self._seen(place)
        if rest := places[_MOST:]:
            reason = f"and {len(rest) - 1} more wait until others are gone"
            yield Refused(place=rest[0], reason=reason)

    def _seen(self, place: Place) -> Dropped | Refused:
        try:
            return _required_name(self.read(place))
        except ServiceDownError:
            raise
        except ReleaseError as error:
            return Refused(place=place, reason=error.problem)

    def read(self, place: Place) -> Dropped:
        """Return the file that lies at `place`.

        Raises MissingInputError when there is nothing, IrregularFileError for anything but one
        plain file of an allowed name within the limit, UsageError for a branch that is no drop's,
        ServiceDownError when git fails.
        """
        if place.branch:
            self.branch(place.name)
        with tempfile.TemporaryDirectory(prefix="drop-") as folder:
            bare = self.git.bare(Path(folder) / "objects.git")
            commit = self._fetch(bare, place)
            return self._only_file(bare, commit, place)

    def _fetch(self, bare: Git, place: Place) -> str:
        options = ("--depth=1", f"--filter=blob:limit={self.limit + 1}", "--no-tags", "--quiet")
        # A server that cannot filter sends the blob all the same; its size is asked before use.
        finished = bare.run(
            # A remote with a name: only such a one may leave objects out.
            *("-c", f"remote.source.url={place.remote}"),
            *("-c", "fetch.fsckObjects=true", "-c", "gc.auto=0"),
            *("fetch", *options, "--no-recurse-submodules", "--no-write-fetch-head"),
            *("--", "source", f"+{place.want}:refs/heads/drop"),
            online=True,
        )
        if finished.code and b"couldn't find remote ref" in finished.err:
            raise absent(place)
        if finished.code and b"fsck error" in finished.err:
            raise _irregular(place, "its objects are malformed", self.paths)
        if finished.code:
            raise bare.failed(f"fetch {place.name}", finished)
        return bare.need("rev-parse", "--verify", "refs/heads/drop^{commit}").decode().strip()

    def _only_file(self, bare: Git, commit: str, place: Place) -> Dropped:
        entries = bare.entries(commit)
        for entry in entries:
            if entry.path not in self.paths:
                raise _irregular(place, f"{entry.path[:80]} does not belong in a drop", self.paths)
            if not entry.regular:
                problem = f"{entry.path} has the mode {entry.mode}, not {REGULAR}"
                raise _irregular(place, problem, self.paths)
        if len(entries) != 1:
            raise _irregular(place, f"it holds {len(entries)} files", self.paths)
        if (data := bare.blob(entries[0].oid, limit=self.limit)) is None:
            problem = f"{entries[0].path} is longer than {self.limit} bytes"
            raise _irregular(place, problem, self.paths)
        return Dropped(place=place, commit=commit, path=entries[0].path, data=data)


def absent(place: Place) -> MissingInputError:
    """Return the error for a drop that is not there."""
    return MissingInputError(
        f"there is no branch {place.name}",
        expected="a drop of the pinned checkpoint",
        remedy="push the file with scripts/drop.py, or take another way with --from",
    )


def _irregular(place: Place, problem: str, paths: frozenset[str]) -> IrregularFileError:
    return IrregularFileError(
        f"{place.name}: {problem}",
        expected=f"one plain file, {' or '.join(sorted(paths))}",
        remedy="delete the branch, and push the file itself with scripts/drop.py",
    )


def _required_name(dropped: Dropped) -> Dropped:
    """Refuse a branch whose name is not that of its content: two drops cannot swap places."""
    name, digest = dropped.place.name, dropped.artifact.digest
    if dropped.place.branch and name != drop_branch(name.split("/")[1], digest):
        raise DigestMismatchError(
            f"{name}: its file is {digest}",
            expected="a branch that is named after its file",
            remedy="delete the branch, and push the file with scripts/drop.py",
        )
    return dropped
