"""Two names differ only in case."""

from tests.registry.trees import put


def mutate(good: bytes) -> bytes:
    return put(good, {"model/tiny/README": b"one", "model/tiny/readme": b"other"})
