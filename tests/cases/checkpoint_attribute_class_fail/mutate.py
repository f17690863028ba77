"""BUILD replaces the class of the state dict."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.replaced(good, pickled.text("_metadata"), pickled.text("__class__"))
