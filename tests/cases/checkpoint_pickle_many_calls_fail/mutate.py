"""OrderedDict is called thirty thousand times."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"ccollections\nOrderedDict\nq\x00" + b"h\x00)R" * 30_000)
