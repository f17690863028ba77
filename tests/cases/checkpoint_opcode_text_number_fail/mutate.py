"""The opcode INT holds a number as decimal text."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"I9999999999999999999999999999999999999999\n")
