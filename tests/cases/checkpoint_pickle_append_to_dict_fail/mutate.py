"""APPEND is used on a dict."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"}Na")
