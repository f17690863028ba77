"""A release names a publisher that the policy does not have."""

from tests.registry.trees import mirror


def mutate(good: bytes) -> bytes:
    return mirror(good, "v2", publisher_from_n=2)
