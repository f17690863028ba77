"""Edits of bytes, as data: drawn by hypothesis, so that a failure shrinks to the least of them."""

from dataclasses import dataclass
from enum import Enum

from hypothesis import strategies as st

_FRACTIONS = 1 << 16
_LONGEST = 64
_TRICKY = (
    b"\x00",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\x00\x00\x00\x80",
    b"\x00" * 8,
    b"\xff" * 7 + b"\x7f",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x80\x02",
    b"(",
    b".",
)


class Kind(Enum):
    """What an edit does at its place."""

    OVERWRITE = "overwrite"
    INSERT = "insert"
    DELETE = "delete"
    REPEAT = "repeat"
    FLIP = "flip"
    CUT = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change at `place`, a fraction of the length; `source` is the place to copy from."""

    kind: Kind
    place: int
    source: int
    length: int
    new: bytes

    def apply(self, data: bytes) -> bytes:
        """Return `data` with the edit made."""
        at = self.place * len(data) // _FRACTIONS
        head, tail = data[:at], data[at:]
        match self.kind:
            case Kind.OVERWRITE:
                return head + self.new + tail[len(self.new) :]
            case Kind.INSERT:
                return head + self.new + tail
            case Kind.DELETE:
                return head + tail[self.length :]
            case Kind.REPEAT:
                start = self.source * len(data) // _FRACTIONS
                return head + data[start : start + self.length] + tail
            case Kind.FLIP:
                return head + bytes(b ^ (1 << self.length % 8) for b in tail[:1]) + tail[1:]
            case Kind.CUT:
                return head


_fractions = st.integers(0, _FRACTIONS - 1)
_edits = st.builds(
    Edit,
    kind=st.sampled_from([k for k in Kind for _ in range(1 if k is Kind.CUT else 3)]),
    place=_fractions,
    source=_fractions,
    length=st.integers(1, _LONGEST),
    new=st.one_of(st.binary(min_size=1, max_size=6), st.sampled_from(_TRICKY)),
)

edits = st.lists(_edits, min_size=1, max_size=4)
"""From one edit to four; most inputs that are still accepted have one."""


def edited(data: bytes, changes: list[Edit]) -> bytes:
    """Return `data` with all `changes` made, one after the other."""
    for change in changes:
        data = change.apply(data)
    return data
