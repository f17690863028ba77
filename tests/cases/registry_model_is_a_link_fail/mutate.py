"""A model is a symbolic link, to the right bytes."""

from tests.registry.trees import Link, put, read


def mutate(good: bytes) -> bytes:
    model = read(good, "model/tiny/plain.onnx")
    return put(good, {"model/tiny/plain.onnx": Link("../plain"), "model/plain": model})
