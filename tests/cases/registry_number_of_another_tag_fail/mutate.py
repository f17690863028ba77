"""The number is not the tag's."""

from tests.registry.trees import mirror


def mutate(good: bytes) -> bytes:
    return mirror(good, "v2", n=4)
