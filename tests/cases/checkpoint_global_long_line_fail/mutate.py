"""The name of a global never ends."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"c" + b"a" * (1 << 19))
