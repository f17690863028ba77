"""The pickle ends in the middle of an entry."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.with_pickle(good, lambda pickle: pickle[: len(pickle) // 2])
