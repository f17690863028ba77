"""An entry that is not quantised names a variant."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", int8_sha256="a" * 64)
