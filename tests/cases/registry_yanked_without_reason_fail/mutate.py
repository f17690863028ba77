"""A yanked release does not say why."""

from tests.registry.trees import mirror


def mutate(good: bytes) -> bytes:
    return mirror(good, "v1", status="yanked", reason=None)
