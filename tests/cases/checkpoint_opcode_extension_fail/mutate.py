"""The opcode EXT1 names a global by number."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"\x82\x01")
