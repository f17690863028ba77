"""The dimensions multiply to 2^90."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(
        good,
        pickled.LAST_SIZE,
        b"Q"
        + pickled.number(0)
        + b"("
        + pickled.number(1 << 30)
        + pickled.number(1 << 30)
        + pickled.number(1 << 30)
        + b"t"
        + b"("
        + pickled.number(1 << 30)
        + pickled.number(1 << 30)
        + pickled.number(1)
        + b"t",
    )
