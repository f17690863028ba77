"""The acquired files: fetched whole, compared with the pin, written all or none, read back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from release.acquire.folder import write_folder
from release.acquire.page import is_page, page_error
from release.acquire.source import Source, sources
from release.artifact import Artifact
from release.download import Fetched
from release.errors import DigestMismatchError, UsageError
from release.files import MIB, read_bytes
from release.pin import Pin


class Fetches(Protocol):
    """What can fetch a file: `release.download.Downloads`."""

    def fetch(self, url: str, *, hosts: frozenset[str], limit: int) -> Fetched:
        """Return the answer to GET `url`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquired:
    """The bytes of the pinned files, each with the digest of the pin."""

    checkpoint: bytes
    files: Mapping[str, bytes]

    @classmethod
    def read(cls, pin: Pin, *, upstream: Path, checkpoint: Path) -> "Acquired":
        """Read the upstream files below `upstream` and the checkpoint.

        Raises DigestMismatchError when a byte differs from the pin, and what `read_bytes` raises.
        """
        first, *rest = sources(pin)
        return cls(
            checkpoint=_require(first, read_bytes(checkpoint, limit=first.limit)),
            files={s.path: _require(s, read_bytes(upstream / s.path, limit=MIB)) for s in rest},
        )

    @classmethod
    def read_folder(cls, pin: Pin, folder: Path) -> "Acquired":
        """Read the folder that `acquire` wrote; raises what `read` raises."""
        return cls.read(pin, upstream=folder, checkpoint=folder / pin.checkpoint.name)


def acquire(
    pin: Pin, fetches: Fetches, output: Path, *, progress: Callable[[str], None]
) -> tuple[Artifact, ...]:
    """Fetch every pinned file and write exactly these into `output`, all or none.

    A folder that holds exactly these files already is left as it is, and nothing is fetched.

    Raises DigestMismatchError for other bytes, TryAgainLaterError or ServiceDownError for a web
    page, what `fetch` raises, and UsageError when `output` holds anything else.
    """
    wanted = sources(pin)
    if output.exists() and any(output.iterdir()):
        _require_complete(pin, output)
        progress(f"{output} holds the pinned files already")
        data = {s.path: read_bytes(output / s.path, limit=s.limit) for s in wanted}
    else:
        data = {s.path: _fetched(s, fetches) for s in wanted}
        write_folder(output, data)
    return tuple(Artifact.of(path, content) for path, content in data.items())


def _fetched(source: Source, fetches: Fetches) -> bytes:
    fetched = fetches.fetch(source.url, hosts=source.hosts, limit=source.limit)
    if is_page(fetched):
        raise page_error(fetched)
    return _require(source, fetched.body())


def _require(source: Source, data: bytes) -> bytes:
    artifact = Artifact.of(source.path, data).require(source.digest, source="the pin")
    if source.size is not None and artifact.size != source.size:
        raise DigestMismatchError(
            f"{source.path} has {artifact.size} bytes and is {artifact.digest}",
            expected=f"{source.size} bytes, {source.digest}, from the pin",
            remedy="correct the size in the pin, in a reviewed pull request",
        )
    return data


def _require_complete(pin: Pin, output: Path) -> None:
    there = {str(path.relative_to(output)) for path in output.rglob("*") if not path.is_dir()}
    if there != {source.path for source in sources(pin)}:
        raise UsageError(
            f"{output} holds other files",
            expected="a new or empty folder",
            remedy="name another folder with --output",
        )
    Acquired.read_folder(pin, output)
