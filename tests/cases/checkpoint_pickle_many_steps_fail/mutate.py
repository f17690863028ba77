"""A list appends itself two hundred thousand times."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"]q\x00" + b"h\x00a" * 200_000)
