"""A field that no version of ONNX knows holds a megabyte."""

from tests.cases.graphs import chunk


def mutate(good: bytes) -> bytes:
    return good + chunk(9999, bytes(1 << 20))
