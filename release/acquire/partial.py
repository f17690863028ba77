"""The beginning of a file whose download was cut off, beside the place the file will go to."""

import os
from dataclasses import dataclass
from pathlib import Path

from release.acquire.page import page_in
from release.acquire.source import Source
from release.files import read_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """A file named after the digest that the whole must have, so no other download takes it up.

    Its bytes are believed no more than a server's: the whole is compared with the pin.
    """

    path: Path
    limit: int

    @classmethod
    def beside(cls, output: Path, source: Source) -> "Partial":
        """Return the place for `source` on its way into the folder `output`."""
        name = f".{Path(source.path).name}.{source.digest.hex}.part"
        return cls(path=output.absolute().parent / name, limit=source.limit)

    def kept(self) -> bytes:
        """Return what came before; raises IrregularFileError when something else lies there."""
        return read_bytes(self.path, limit=self.limit) if os.path.lexists(self.path) else b""

    def add(self, data: bytes, *, at: int) -> None:
        """Keep `data`, which belongs at the offset `at`; a web page never replaces a file's start.

        Raises OSError when the disk is full or the place cannot be written.
        """
        if at == 0 and page_in(data):
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(self.path, flags, 0o600)
        try:
            if at in {0, os.fstat(descriptor).st_size}:
                os.ftruncate(descriptor, at)
                os.pwrite(descriptor, data, at)
        finally:
            os.close(descriptor)

    def discard(self) -> None:
        """Remove it, if it is there."""
        self.path.unlink(missing_ok=True)
