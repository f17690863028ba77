"""Fifty thousand lists stand in one another."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"]" * 50_000 + b"a" * 49_999)
