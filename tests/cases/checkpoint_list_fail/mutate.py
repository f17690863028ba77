"""The state dict stands in a list."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.with_pickle(good, lambda p: p[:2] + b"]" + p[2:-1] + b"a.")
