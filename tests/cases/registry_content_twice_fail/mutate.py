"""Two numbers hold the same content, and neither is a rollback."""

from tests.registry.trees import FIRST, mirror


def mutate(good: bytes) -> bytes:
    return mirror(good, "v2", content_key=FIRST.content_key.hex)
