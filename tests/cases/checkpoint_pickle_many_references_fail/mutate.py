"""Thirty thousand references name one storage."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(
        good,
        b"("
        + pickled.text("storage")
        + pickled.FLOATS
        + pickled.text("0")
        + pickled.text("cpu")
        + pickled.number(432)
        + b"tq\x00"
        + b"h\x00Q" * 30_000,
    )
