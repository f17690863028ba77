"""A release says it brings back another one, and holds something else."""

from tests.registry.trees import mirror


def mutate(good: bytes) -> bytes:
    return mirror(good, "v2", rollback_of=1)
