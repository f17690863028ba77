"""A storage declares -1 numbers."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(
        good,
        pickled.number(1) + b"t" + pickled.LAST_SIZE,
        pickled.number(-1) + b"t" + pickled.LAST_SIZE,
    )
