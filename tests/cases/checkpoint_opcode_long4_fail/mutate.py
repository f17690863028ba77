"""The opcode LONG4 claims an integer of 2 GB."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"\x8b\xff\xff\xff\x7f")
