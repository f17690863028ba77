"""The bytes that came, by whatever way, against what the pin says they are."""

from release.acquire.page import description
from release.acquire.source import Source
from release.artifact import Artifact
from release.errors import DigestMismatchError


def require(source: Source, data: bytes) -> bytes:
    """Return `data` when it is the pinned file.

    Raises DigestMismatchError otherwise, which says what came: nothing, a web page, a pointer, a
    part, or another file.
    """
    artifact = Artifact.of(source.path, data)
    if artifact.digest != source.digest:
        raise DigestMismatchError(
            f"{source.path} is {_what(source, data)}: {artifact.size:,} bytes, {artifact.digest}",
            expected=_expected(source),
            remedy="fetch it again; if it still differs the source changed: open a pin review",
        )
    if source.size not in {None, artifact.size}:
        raise DigestMismatchError(
            f"{source.path} has {artifact.size} bytes and is {artifact.digest}",
            expected=_expected(source),
            remedy="correct the size in the pin, in a reviewed pull request",
        )
    return data


def _what(source: Source, data: bytes) -> str:
    if what := description(data):
        return what
    if source.size is None or len(data) == source.size:
        return "another file"
    return "too short" if len(data) < source.size else "too long"


def _expected(source: Source) -> str:
    size = "" if source.size is None else f"{source.size:,} bytes, "
    return f"{size}{source.digest}, from the pin"
