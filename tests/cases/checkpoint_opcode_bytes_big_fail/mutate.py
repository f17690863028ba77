"""The opcode BINBYTES8 claims 2^63 - 1 bytes."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"\x8e\xff\xff\xff\xff\xff\xff\xff\x7f")
