"""A digest, and the file it stands for."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from release.errors import DigestMismatchError, InvalidRecordError
from release.files import opened

_HEX = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """A SHA-256 digest; written `sha256:<hex>`, as GitHub and Sigstore write it."""

    hex: str

    def __post_init__(self) -> None:
        """Refuse what is not 64 lowercase hexadecimal characters."""
        if not _HEX.fullmatch(self.hex):
            raise InvalidRecordError(
                f"not a SHA-256 digest: {self.hex[:80]!r}",
                expected="64 lowercase hexadecimal characters",
                remedy="copy the digest from the output of sha256sum",
            )

    def __str__(self) -> str:
        """Return `sha256:<hex>`; `parse` is the inverse."""
        return f"sha256:{self.hex}"

    @classmethod
    def parse(cls, text: str) -> "Digest":
        """Read `sha256:<hex>` or bare hex; raises InvalidRecordError."""
        return cls(text.removeprefix("sha256:"))

    @classmethod
    def of(cls, data: bytes) -> "Digest":
        """Return the digest of `data`."""
        return cls(hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A local file known by name, size in bytes, and digest."""

    name: str
    size: int
    digest: Digest

    @classmethod
    def of(cls, name: str, data: bytes) -> "Artifact":
        """Return the artifact called `name` that holds `data`."""
        return cls(name=name, size=len(data), digest=Digest.of(data))

    @classmethod
    def from_file(cls, path: Path, *, limit: int) -> "Artifact":
        """Return the artifact at `path`, read in pieces; raises what `opened` raises."""
        digest, size = hashlib.sha256(), 0
        with opened(path, limit=limit) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                size += len(piece)
        return cls(name=path.name, size=size, digest=Digest(digest.hexdigest()))

    def require(self, expected: Digest, *, source: str) -> "Artifact":
        """Return this artifact if `source` says it has the digest `expected`.

        Raises DigestMismatchError otherwise, with both digests.
        """
        if self.digest != expected:
            raise DigestMismatchError(
                f"{self.name} is {self.digest}",
                expected=f"{expected}, from {source}",
                remedy="fetch it again; if it still differs the source changed: open a pin review",
            )
        return self
