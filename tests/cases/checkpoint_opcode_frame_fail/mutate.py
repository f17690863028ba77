"""The opcode FRAME claims 2^63 - 1 bytes."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"\x95\xff\xff\xff\xff\xff\xff\xff\x7f")
