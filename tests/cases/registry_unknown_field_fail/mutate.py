"""An entry has a field that nobody reads."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", release_url="https://example.org/x")
