"""The hooks of a tensor are None instead of an empty dict."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(good, pickled.ORDERED_DICT + b"tRu", b"NtRu")
