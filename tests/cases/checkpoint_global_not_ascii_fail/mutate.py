"""The `o` of `torch` in the name of a global is Cyrillic."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"ct\xd0\xberch\nFloatStorage\n")
