"""The opcode POP hides what stood before it."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"N0")
