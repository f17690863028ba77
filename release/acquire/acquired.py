"""The acquired files: brought whole, compared with the pin, written all or none, read back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from release.acquire import witnesses
from release.acquire.content import require
from release.acquire.drive import Fetches, page_of
from release.acquire.folder import write_folder
from release.acquire.page import page_error
from release.acquire.source import Source, sources
from release.acquire.transport import Transport, bring
from release.artifact import Artifact
from release.errors import UsageError
from release.files import MIB, read_bytes
from release.pin import Pin

WITNESSES = "witnesses"
"""The folder beside the pinned files for models that somebody else exported."""


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
            checkpoint=require(first, read_bytes(checkpoint, limit=first.limit)),
            files={s.path: require(s, read_bytes(upstream / s.path, limit=MIB)) for s in rest},
        )

    @classmethod
    def read_folder(cls, pin: Pin, folder: Path) -> "Acquired":
        """Read the folder that `acquire` wrote; raises what `read` raises."""
        return cls.read(pin, upstream=folder, checkpoint=folder / pin.checkpoint.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How the files come: the checkpoint by the first way that answers, the rest from upstream.

    `witnesses` are models that contributors dropped, for `prove` to compare; by file name.
    """

    checkpoint: Sequence[Transport]
    upstream: Fetches
    witnesses: Mapping[str, bytes] = field(default_factory=dict)


def acquire(
    pin: Pin, ways: Ways, output: Path, *, progress: Callable[[str], None]
) -> tuple[Artifact, ...]:
    """Bring every pinned file and write exactly these into `output`, all or none.

    Models to compare lie beside them, in a folder of their own.

    A folder that holds exactly these files already is left as it is, and nothing is fetched.

    Raises InvalidRecordError when the witnesses disagree, DigestMismatchError for other bytes,
    what the ways raise, and UsageError when `output` holds anything else.
    """
    for line in witnesses.table(pin):
        progress(line)
    witnesses.require_agreement(pin)
    checkpoint, *files = wanted = sources(pin)
    if output.exists() and any(output.iterdir()):
        _require_complete(pin, output)
        progress(f"{output} holds the pinned files already")
        data = {s.path: read_bytes(output / s.path, limit=s.limit) for s in wanted}
    else:
        data = {checkpoint.path: bring(ways.checkpoint, checkpoint, progress=progress)}
        data |= {source.path: _fetched(source, ways.upstream) for source in files}
        dropped = {f"{WITNESSES}/{name}": content for name, content in ways.witnesses.items()}
        write_folder(output, {**data, **dropped})
        for way in ways.checkpoint:
            way.done()
    return tuple(Artifact.of(path, content) for path, content in data.items())


def _fetched(source: Source, fetches: Fetches) -> bytes:
    fetched = fetches.fetch(source.url, hosts=source.hosts, limit=source.limit)
    if page := page_of(fetched):
        raise page_error(page, url=fetched.url)
    return require(source, fetched.body())


def _require_complete(pin: Pin, output: Path) -> None:
    found = (path.relative_to(output) for path in output.rglob("*") if not path.is_dir())
    there = {str(path) for path in found if path.parts[0] != WITNESSES}
    if there != {source.path for source in sources(pin)}:
        raise UsageError(
            f"{output} holds other files",
            expected="a new or empty folder",
            remedy="name another folder with --output",
        )
    Acquired.read_folder(pin, output)
