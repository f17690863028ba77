"""The pickle stops before its state dict; the rest lies behind."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"N.")
