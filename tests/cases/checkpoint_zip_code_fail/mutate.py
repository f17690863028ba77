"""The archive holds `code/__torch__.py`."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.changed(good, lambda c: c.update({"archive/code/__torch__.py": b"pass"}))
