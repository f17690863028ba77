"""The pickle declares no protocol."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.with_pickle(good, lambda pickle: pickle[2:])
