"""SHA256SUMS: the list for people who have coreutils and cosign only."""

import re
from collections.abc import Iterable

from release.artifact import Artifact, Digest
from release.canonical import invalid

SUMS_LIMIT = 64 << 10
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_][A-Za-z0-9._-]{0,99})")


def dump(artifacts: Iterable[Artifact]) -> bytes:
    """Return one line each, `<digest>  <name>`, sorted by name; `parse` is the inverse.

    Source: coreutils, "sha2 utilities". `sha256sum --strict -c SHA256SUMS` reads it.
    """
    lines = sorted((a.name, a.digest.hex) for a in artifacts)
    return "".join(f"{digest}  {name}\n" for name, digest in lines).encode()


def parse(data: bytes) -> tuple[tuple[str, Digest], ...]:
    """Return name and digest of each line, sorted by name.

    Raises InvalidRecordError for anything that `dump` does not write.
    """
    lines = data.decode(errors="replace").split("\n")
    matches = [match for line in lines if (match := _LINE.fullmatch(line))]
    found = tuple((match[2], Digest(match[1])) for match in matches)
    names = [name for name, _ in found]
    if not found or lines.pop() or len(lines) != len(found) or names != sorted(set(names)):
        raise invalid("SHA256SUMS", "is not a sorted list of digest, two spaces, name")
    return found
