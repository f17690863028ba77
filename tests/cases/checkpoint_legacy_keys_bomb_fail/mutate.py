"""The list of storages holds a tuple that holds itself twice, 64 times over."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return good.replace(
        pickled.text("797") + b"e.", b")q\x00" + b"h\x00h\x00\x86q\x00" * 64 + b"e."
    )
