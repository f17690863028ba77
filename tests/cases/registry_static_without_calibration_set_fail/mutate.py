"""A statically quantised entry does not say with which pictures."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "fast", quant_mode="static")
