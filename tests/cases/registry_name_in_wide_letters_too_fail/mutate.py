"""Two names differ only in the form of a letter."""

from tests.registry.trees import put


def mutate(good: bytes) -> bytes:
    wide = "model/tiny/n\N{FULLWIDTH LATIN SMALL LETTER O}te"
    return put(good, {"model/tiny/note": b"one", wide: b"other"})
