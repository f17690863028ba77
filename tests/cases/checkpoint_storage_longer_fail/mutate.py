"""A storage holds 8 bytes more than it declares."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.changed(good, lambda c: c.update({"archive/data/797": bytes(12)}))
