"""The list of storages lacks one."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return good.replace(pickled.text("797") + b"e.", b"e.")
