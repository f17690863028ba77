"""The opcode PERSID gives a reference as text."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"Pstorage\n")
