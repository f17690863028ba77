"""Another pickle stands behind the end of the first."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.with_pickle(good, lambda pickle: pickle + b"\x80\x02cposix\nsystem\n.")
