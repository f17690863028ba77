"""The opcode INST calls a class without REDUCE."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"(iposix\nsystem\n")
