"""The quantised variant was changed, its digest not."""

from tests.registry.trees import put


def mutate(good: bytes) -> bytes:
    return put(good, {"model/tiny/fast.int8.onnx": b"other"})
