"""The archive holds a storage that no tensor names."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.changed(good, lambda c: c.update({"archive/data/798": bytes(400)}))
