"""A release is yanked, and its card calls it active."""

from tests.registry.trees import mirror


def mutate(good: bytes) -> bytes:
    return mirror(good, "v2", status="yanked", reason="wrong weights")
