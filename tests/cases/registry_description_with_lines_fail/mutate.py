"""The description has a second line."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", description="fine\n::add-mask::x")
