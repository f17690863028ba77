"""A storage of the older format is a view of another storage."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return good.replace(
        pickled.number(1) + b"NtQ",
        pickled.number(1)
        + b"("
        + pickled.text("1")
        + pickled.number(0)
        + pickled.number(1)
        + b"ttQ",
        1,
    )
