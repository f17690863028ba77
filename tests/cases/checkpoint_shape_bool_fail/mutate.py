"""A dimension is True."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(
        good,
        pickled.LAST_SIZE,
        b"Q" + pickled.number(0) + b"\x88\x85" + pickled.number(1) + b"\x85",
    )
