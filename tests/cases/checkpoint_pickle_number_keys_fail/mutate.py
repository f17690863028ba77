"""A dict has nine thousand keys with the same hash."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(
        good,
        b"}("
        + b"".join(
            b"\x8a\x0b" + (i * (2**61 - 1)).to_bytes(11, "little") + b"N" for i in range(9000)
        )
        + b"u",
    )
