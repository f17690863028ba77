"""The status is none of the four."""

from tests.registry.trees import mirror


def mutate(good: bytes) -> bytes:
    return mirror(good, "v2", status="revoked")
