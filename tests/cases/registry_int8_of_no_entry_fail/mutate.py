"""A quantised variant lies beside a model that has none."""

from tests.registry.trees import put


def mutate(good: bytes) -> bytes:
    return put(good, {"model/tiny/plain.int8.onnx": b"anything"})
