"""A constant has the type 2^32 + 1."""

from tests.cases.graphs import GRAPH, INITIALIZER, inside, varint

WRAPPED = varint((1 << 32) + 1)


def mutate(good: bytes) -> bytes:
    return inside(
        good, (GRAPH, INITIALIZER), lambda t: t.replace(b"\x10\x01", b"\x10" + WRAPPED, 1)
    )
