"""The pickle names `getattr`, from which everything else can be reached."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"cbuiltins\ngetattr\n")
