"""The weights were rounded to half precision, and widened again."""

from onnx import ModelProto

from tests.cases.graphs import changed, numbers_of, set_numbers


def spoil(model: ModelProto) -> None:
    for tensor in model.graph.initializer:
        if tensor.data_type == 1:
            set_numbers(tensor, numbers_of(tensor).astype("<f2"))


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
