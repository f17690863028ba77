"""The pickle is 2 MB long."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"X\x01\x00\x00\x00a" * 350_000)
