"""The quantised variant is not there."""

from tests.registry.trees import put


def mutate(good: bytes) -> bytes:
    return put(good, {"model/tiny/fast.int8.onnx": None})
