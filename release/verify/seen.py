"""What this machine has seen: the highest N of each model, and the newest revocation list.

Who serves files can serve old ones, and each old one was right once. Only memory helps: a number
below one that was seen is refused, and so are other bytes under the same number.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from release import canonical
from release.artifact import Digest
from release.canonical import Json, invalid
from release.errors import (
    IrregularFileError,
    MissingInputError,
    RevokedError,
    TryAgainLaterError,
)
from release.files import read_bytes, write_bytes
from release.names import Tag
from release.shape import Table
from release.verify.check import Check

SCHEMA = "u2netp-mirror-seen-v1"
STATE_LIMIT = 1 << 20
_TRIES, _PAUSE = 1000, 0.01
"""How often, and after how many seconds, a lock that somebody holds is tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A numbered record that was accepted here: its number, and its digest."""

    n: int
    digest: Digest

    @classmethod
    def read(cls, table: Table) -> "Seen":
        """Read the table; `fields` is the inverse."""
        seen = cls(n=table.integer("n", minimum=1), digest=table.digest("sha256"))
        table.end()
        return seen

    def fields(self) -> dict[str, Json]:
        """Return the table as JSON."""
        return {"n": self.n, "sha256": self.digest.hex}


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The newest of each: of a model its manifest, of the revocation lists the list."""

    models: tuple[tuple[str, Seen], ...] = ()
    revocations: Seen | None = None

    @classmethod
    def parse(cls, data: bytes) -> "Memory":
        """Read a state file; raises InvalidRecordError. `dump` is the inverse."""
        top = Table(canonical.load(data, what="state"), path="state")
        top.literal("schema", SCHEMA)
        models = []
        for row in top.rows("models"):
            model = Tag(model=row.text("model"), n=1).model
            models.append((model, Seen.read(row.table("newest"))))
            row.end()
        has = top.has("revocations")
        memory = cls(
            models=tuple(models),
            revocations=Seen.read(top.table("revocations")) if has else None,
        )
        top.end()
        names = [model for model, _ in models]
        if names != sorted(set(names)):
            raise invalid("state.models", "are not sorted, or name a model twice")
        return memory

    def dump(self) -> bytes:
        """Return the canonical bytes of the state file."""
        models: list[Json] = [{"model": m, "newest": seen.fields()} for m, seen in self.models]
        document: dict[str, Json] = {"models": models, "schema": SCHEMA}
        if self.revocations:
            document["revocations"] = self.revocations.fields()
        return canonical.dump(document)

    def of(self, model: str) -> Seen | None:
        """Return the newest release of `model` that was seen."""
        return dict(self.models).get(model)

    def with_release(self, tag: Tag, manifest: Digest) -> "Memory":
        """Return the memory with this release; raises RevokedError for an older one, or another."""
        new = Seen(n=tag.n, digest=manifest)
        _require_no_older(self.of(tag.model), new, what=f"{tag.model} release")
        models = {**dict(self.models), tag.model: new}
        return replace(self, models=tuple(sorted(models.items())))

    def with_list(self, number: int, digest: Digest) -> "Memory":
        """Return the memory with this list; raises RevokedError for an older one, or another."""
        new = Seen(n=number, digest=digest)
        _require_no_older(self.revocations, new, what="revocation list")
        return replace(self, revocations=new)

    def without_list(self) -> "Memory":
        """Return the memory if no list was ever seen; raises RevokedError when one was."""
        if self.revocations is None:
            return self
        raise RevokedError(
            "there is no revocation list",
            expected=f"number {self.revocations.n} or a newer one, which was seen here before",
            remedy="fetch the newest list; who serves these files may hide it",
        )


def _require_no_older(old: Seen | None, new: Seen, *, what: str) -> None:
    if old is None or new.n > old.n or new == old:
        return
    other = "" if new.n < old.n else ", with other bytes than before"
    raise RevokedError(
        f"this is {what} {new.n}{other}",
        expected=f"{what} {old.n} as it was seen here before, or a newer one",
        remedy="fetch the newest files; if these are the newest, somebody hides newer ones",
    )


class Keeps(Protocol):
    """Where a memory is kept between two programs."""

    @property
    def check(self) -> Check:
        """What was compared with what is remembered."""
        ...

    def settle(self, update: Callable[[Memory], Memory]) -> Memory:
        """Return what is remembered after `update`, and keep it; raises what `update` raises."""
        ...


@dataclass(frozen=True, slots=True)
class Forgetful:
    """Keeps nothing: for who looks at a release once, and has nothing to compare it with."""

    @property
    def check(self) -> Check:
        """That there is nothing to compare with."""
        return Check(name="no memory", detail="nothing is remembered here")

    def settle(self, update: Callable[[Memory], Memory]) -> Memory:
        """Return `update` of an empty memory."""
        return update(Memory())


@dataclass(frozen=True, slots=True)
class StateFile:
    """Keeps the memory in a file."""

    path: Path

    @property
    def check(self) -> Check:
        """What was compared with the file."""
        return Check(name="memory", detail=f"not older than what {self.path.name} remembers")

    def settle(self, update: Callable[[Memory], Memory]) -> Memory:
        """Return what the file remembers after `update`, and keep it.

        No other process looks or writes meanwhile; a state that stays the same is not written.
        Raises IrregularFileError for a state that cannot be kept, InvalidRecordError for one that
        cannot be read, TryAgainLaterError when another process does not let go of it.
        """
        with _locked(self.path):
            old = _read(self.path)
            new = update(old)
            if new != old:
                _write(self.path, new)
        return new


def _read(path: Path) -> Memory:
    """Return the state; a file that was never written remembers nothing."""
    try:
        return Memory.parse(read_bytes(path, limit=STATE_LIMIT))
    except MissingInputError:
        return Memory()


def _write(path: Path, memory: Memory) -> None:
    try:
        write_bytes(path, memory.dump())
    except OSError as error:
        raise _unusable(path, error) from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the folder of the state: the file itself is replaced, and its lock would go with it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise _unusable(path, error) from error
    try:
        _lock(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    for _ in range(_TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE)
        except OSError as error:
            raise _unusable(path, error) from error
        else:
            return
    raise TryAgainLaterError(
        f"another process holds {path.parent} for more than {_TRIES * _PAUSE:.0f} seconds",
        expected="a state that is free after some milliseconds",
        remedy="end the process that holds it, and verify again",
    )


def _unusable(path: Path, error: OSError) -> IrregularFileError:
    return IrregularFileError(
        f"the state {path} cannot be kept: {error.strerror}",
        expected="a file that this user can write: without memory an old release looks new",
        remedy=f"give a state file in a folder of this user, or make {path.parent} writable",
    )
