"""An integer has 255 bytes."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"\x8a\xff" + b"\xff" * 255)
