"""An active release has a reason why it is not."""

from tests.registry.trees import mirror


def mutate(good: bytes) -> bytes:
    return mirror(good, "v2", reason="because")
