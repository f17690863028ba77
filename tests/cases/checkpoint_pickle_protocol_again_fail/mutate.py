"""The protocol is declared twice."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"\x80\x02")
