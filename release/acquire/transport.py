"""The ways a checkpoint may come: each brings bytes, none of them is believed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from release.acquire.content import require
from release.acquire.source import Source
from release.errors import (
    MissingInputError,
    ServiceDownError,
    TryAgainLaterError,
    UsageError,
)
from release.files import read_bytes

NAMES = ("drive", "drop", "path")
"""The words of `--from`."""


class Transport(Protocol):
    """A way to the checkpoint."""

    @property
    def name(self) -> str:
        """The word of `--from`."""
        ...

    def bring(self, source: Source) -> bytes:
        """Return bytes that may be `source`; the caller compares them with the pin."""
        ...

    def done(self) -> None:
        """Forget what was kept for another try: the file is in its place."""
        ...


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file on this machine."""

    path: Path

    @property
    def name(self) -> str:
        """The word of `--from`."""
        return "path"

    def bring(self, source: Source) -> bytes:
        """Return its bytes; raises what `read_bytes` raises."""
        return read_bytes(self.path, limit=source.limit)

    def done(self) -> None:
        """Do nothing: the file is not ours."""


def bring(ways: Sequence[Transport], source: Source, *, progress: Callable[[str], None]) -> bytes:
    """Return the pinned bytes by the first of `ways` that gives an answer.

    A way that has nothing (10) or does not answer (69, 75) gives place to the next; wrong bytes
    do not: they end the run.

    Raises DigestMismatchError, or what the last way raised.
    """
    *others, last = ways
    for way in others:
        try:
            data = way.bring(source)
        except (MissingInputError, ServiceDownError, TryAgainLaterError) as error:
            progress(f"{way.name}: {error.problem}; taking the next way")
        else:
            return require(source, data)
    return require(source, last.bring(source))


def order(names: Sequence[str], *, file: Path | None) -> tuple[str, ...]:
    """Return the ways to try, in order: those named, else `file` if there is one, else Drive.

    Raises UsageError when a way is named twice, or `path` and a file do not come together.
    """
    chosen = tuple(names) or (("path",) if file else ("drive",))
    if len(set(chosen)) != len(chosen) or ("path" in chosen) != (file is not None):
        raise UsageError(
            f"the ways {', '.join(chosen)} cannot be tried like this",
            expected="each way once, and --checkpoint FILE exactly if path is one of them",
            remedy="see --help",
        )
    return chosen
