"""One number is declared as a matrix of 2^20 by 2^20 with strides 0."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(
        good,
        pickled.LAST_SIZE,
        b"Q"
        + pickled.number(0)
        + b"("
        + pickled.number(1 << 20)
        + pickled.number(1 << 20)
        + b"t"
        + b"("
        + pickled.number(0)
        + pickled.number(0)
        + b"t",
    )
