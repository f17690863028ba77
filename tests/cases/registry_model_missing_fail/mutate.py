"""A model that should lie in the tree does not."""

from tests.registry.trees import put


def mutate(good: bytes) -> bytes:
    return put(good, {"model/tiny/plain.onnx": None})
