"""The note `.data/serialization_id` is a megabyte long."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.changed(
        good, lambda c: c.update({"archive/.data/serialization_id": bytes(1 << 20)})
    )
