"""One entry is a number, not a tensor."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(
        good,
        b"u}" + pickled.text("_metadata"),
        pickled.text("epoch") + b"K\x01u}" + pickled.text("_metadata"),
    )
