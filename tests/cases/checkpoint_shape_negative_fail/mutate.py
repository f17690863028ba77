"""A dimension is -1."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(
        good,
        pickled.LAST_SIZE,
        b"Q"
        + pickled.number(0)
        + b"("
        + pickled.number(-1)
        + b"t"
        + b"("
        + pickled.number(1)
        + b"t",
    )
