"""The list of storages names one twice, and another one not at all."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return good.replace(pickled.text("797") + b"e.", pickled.text("796") + b"e.")
