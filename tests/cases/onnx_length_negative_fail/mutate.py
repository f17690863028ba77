"""A field claims a length of minus one."""

from tests.cases.graphs import CHUNK, tag


def mutate(good: bytes) -> bytes:
    return good + tag(14, CHUNK) + b"\xff" * 9 + b"\x01"
