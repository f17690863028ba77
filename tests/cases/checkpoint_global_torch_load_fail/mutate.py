"""The pickle names `torch.load`, to read a second file its own way."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"ctorch\nload\n")
