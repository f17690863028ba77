"""SETITEM is used on what is no dict."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b")NNs")
