"""A tensor brings hooks."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(
        good, b"\x89" + pickled.ORDERED_DICT + b"tRu", b"\x89}" + pickled.text("a") + b"NstRu"
    )
