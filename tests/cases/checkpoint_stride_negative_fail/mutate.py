"""A stride is negative."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(
        good,
        pickled.LAST_SIZE,
        b"Q"
        + pickled.number(0)
        + b"("
        + pickled.number(1)
        + pickled.number(2)
        + b"t"
        + b"("
        + pickled.number(2)
        + pickled.number(-1)
        + b"t",
    )
