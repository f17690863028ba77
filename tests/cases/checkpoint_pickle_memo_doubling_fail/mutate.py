"""A tuple holds itself twice, 64 times over, and is used as a key."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b")q\x00" + b"h\x00h\x00\x86q\x00" * 64 + b"}h\x00Ns")
