"""A tensor has twenty thousand dimensions of 127 bits each."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(
        good,
        pickled.LAST_SIZE,
        b"Q" + pickled.number(0) + b"(" + (b"\x8a\x10" + b"\x7f" * 16) * 20_000 + b"t)",
    )
