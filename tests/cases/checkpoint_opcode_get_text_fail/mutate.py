"""The opcode GET names a memo as text."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"]q\x00g0\n")
