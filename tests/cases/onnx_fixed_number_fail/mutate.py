"""The IR version is written in eight bytes."""

from tests.cases.graphs import FIXED64, tag


def mutate(good: bytes) -> bytes:
    return tag(1, FIXED64) + bytes([8, 0, 0, 0, 0, 0, 0, 0]) + good[2:]
