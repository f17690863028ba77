"""The pickle calls `eval`."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"cbuiltins\neval\nX\x01\x00\x00\x001\x85R")
