"""A field claims to be 3 GB long."""

from tests.cases.graphs import CHUNK, tag, varint


def mutate(good: bytes) -> bytes:
    return good + tag(14, CHUNK) + varint(3 << 30)
