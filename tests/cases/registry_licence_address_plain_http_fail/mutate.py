"""The address of the licence is not https."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", license_url="http://example.org")
