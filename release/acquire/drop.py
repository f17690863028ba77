"""Drops as `acquire` sees them: a way to the checkpoint, and models to compare with ours."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from release.acquire.source import Source
from release.artifact import Digest
from release.errors import InvalidRecordError, MissingInputError
from release.guard.drops import Dropped, Drops, Place, Refused
from release.guard.intake import FORK, Fate, fate
from release.names import drop_branch
from release.pin import Pin

_USED = re.compile(r"(drop/[a-z][a-z0-9]{0,31}/[0-9a-f]{16})@([0-9a-f]{40})")
_FILE = re.compile(r"([0-9a-f]{16})-([0-9a-f]{40})\.onnx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """The drop that lies at `place`."""

    drops: Drops
    place: Place

    @classmethod
    def of(
        cls,
        pin: Pin,
        environment: Mapping[str, str],
        *,
        root: Path,
        branch: str | None = None,
    ) -> "Drop":
        """Return the drop in the fork that DROP names, else the one on `branch`, or the pin's own.

        Raises UsageError for a place that is not a drop's, MissingToolError without git,
        MissingInputError in a checkout without a remote.
        """
        drops, fork = Drops.of(pin, root, environment), environment.get(FORK, "")
        place = drops.fork(fork) if fork else drops.branch(branch or drops.pinned)
        return cls(drops=drops, place=place)

    @property
    def name(self) -> str:
        """The word of `--from`."""
        return "drop"

    def bring(self, source: Source) -> bytes:
        """Return the file, if it is of the right kind; raises what `Drops.read` raises."""
        dropped = self.drops.read(self.place)
        if dropped.path != f"model/{source.path}":
            raise MissingInputError(
                f"{self.place.name} holds {dropped.path}",
                expected=f"model/{source.path}",
                remedy="take another way with --from",
            )
        return dropped.data

    def done(self) -> None:
        """Do nothing: `record` retires the branch once its content is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A branch, and the commit of it that this run takes in; `str` and `parse` are inverses."""

    branch: str
    commit: str

    def __str__(self) -> str:
        """Return it as one word."""
        return f"{self.branch}@{self.commit}"

    @classmethod
    def parse(cls, text: str) -> "Used":
        """Read one word; raises InvalidRecordError for anything but a drop's branch and commit."""
        if not (match := _USED.fullmatch(text)):
            raise InvalidRecordError(
                f"{text[:120]!r} is not the branch of a drop with its commit",
                expected="drop/<model>/<16 hex>@<40 hex>",
                remedy="run the failed job again",
            )
        return cls(branch=match[1], commit=match[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What this run takes in of all drops: models to compare, and what is used up by then."""

    witnesses: Mapping[str, bytes]
    used: tuple[Used, ...]

    @property
    def words(self) -> str:
        """What is used up, in one line for `record`."""
        return " ".join(map(str, self.used))


def taken_in(pin: Pin, environment: Mapping[str, str], *, root: Path, wanted: bool) -> Intake:
    """Return what the run takes in of the drops there are, or nothing where none is `wanted`."""
    if not wanted:
        return intake((), pin)
    return intake(Drops.of(pin, root, environment).look(environment.get(FORK, "")), pin)


def intake(seen: Iterable[Dropped | Refused], pin: Pin) -> Intake:
    """Return what the run for `pin` takes in; what needs a pin, or was refused, stays."""
    fates = [(one, fate(one, pin)) for one in seen if isinstance(one, Dropped)]
    taken = [(one, what) for one, what in fates if what in {Fate.PINNED, Fate.WITNESS}]
    return Intake(
        witnesses={_file(one): one.data for one, what in taken if what is Fate.WITNESS},
        used=tuple(
            Used(branch=one.place.name, commit=one.commit) for one, _ in taken if one.place.branch
        ),
    )


def _file(dropped: Dropped) -> str:
    return f"{dropped.artifact.digest.hex[:16]}-{dropped.commit}.onnx"


def witness_name(file: str, model: str) -> str:
    """Return the branch and commit that a file in the folder of witnesses came from.

    Raises InvalidRecordError for a file of another name.
    """
    if not (match := _FILE.fullmatch(file)):
        raise InvalidRecordError(
            f"{file[:120]!r} is no file of acquire's",
            expected="<16 hex>-<40 hex>.onnx",
            remedy="run the job acquire again",
        )
    return f"{drop_branch(model, Digest(match[1] + '0' * 48))}@{match[2]}"
