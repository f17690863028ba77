"""A model is named like a release and says of none."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "v2", mirror=None)
