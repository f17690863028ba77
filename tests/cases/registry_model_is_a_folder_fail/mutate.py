"""A model is a folder."""

from tests.registry.trees import Directory, put


def mutate(good: bytes) -> bytes:
    return put(good, {"model/tiny/plain.onnx": Directory()})
