"""The refs of a repository as git's smart HTTP protocol lists them to everybody."""

import re
from collections.abc import Iterator, Mapping

from release.errors import ServiceDownError

REFS_LIMIT = 64 << 20
"""Half a million refs; a pull request has two."""

_HEAD = 4  # hexadecimal digits: the length of the line, themselves included
_LINE = re.compile(rb"([0-9a-f]{40}) (HEAD|refs/[!-~]+)")


def advertised(data: bytes) -> Mapping[str, str]:
    """Read the answer to `info/refs?service=git-upload-pack`: the commit of each ref by name.

    An annotated tag stands for the commit it points at. Raises ServiceDownError for anything but
    a whole advertisement. Source: gitprotocol-http(5), "Smart Clients"; gitprotocol-pack(5).
    """
    lines = list(_lines(data))
    if lines[:2] != [b"# service=git-upload-pack", None] or lines[-1] is not None:
        raise nonsense("does not begin and end as an advertisement of refs")
    found: dict[str, str] = {}
    for line in lines[2:-1]:
        match = _LINE.fullmatch((line or b"").partition(b"\0")[0])
        # An empty repository has one line, with no ref in it.
        if match is None and not (line or b"").startswith(b"0" * 40 + b" capabilities^{}"):
            raise nonsense("has a line of another form")
        if match is not None:
            found[match[2].decode().removesuffix("^{}")] = match[1].decode()
    return found


def _lines(data: bytes) -> Iterator[bytes | None]:
    """Split pkt-lines; a flush is None. Source: gitprotocol-common(5), "pkt-line"."""
    at = 0
    while at < len(data):
        head = data[at : at + _HEAD]
        size = int(head, 16) if re.fullmatch(rb"[0-9a-f]{4}", head) else -1
        if size and size < _HEAD:
            raise nonsense("is not made of packet lines")
        if at + size > len(data):
            raise nonsense("was cut off")
        yield data[at + _HEAD : at + size].removesuffix(b"\n") if size else None
        at += size or _HEAD


def nonsense(problem: str) -> ServiceDownError:
    """Return the error for an answer that is no list of refs."""
    return ServiceDownError(
        f"git's answer {problem}", expected="the list of refs", remedy="run the job again later"
    )
