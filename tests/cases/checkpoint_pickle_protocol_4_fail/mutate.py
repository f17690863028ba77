"""The pickle declares protocol 4."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.with_pickle(good, lambda pickle: b"\x80\x04" + pickle[2:])
