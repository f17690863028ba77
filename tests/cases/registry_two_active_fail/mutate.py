"""Two releases of one model are active."""

from tests.registry.trees import mirror


def mutate(good: bytes) -> bytes:
    return mirror(good, "v1", status="active", reason=None)
