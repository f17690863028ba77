"""A digest is in upper case."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", sha256="A" * 64)
