"""One bias is its neighbour in float32."""

import numpy as np
from onnx import ModelProto

from tests.cases.graphs import changed, constant, numbers_of, set_numbers


def spoil(model: ModelProto) -> None:
    tensor = constant(model, "side1.bias")
    numbers = numbers_of(tensor)
    numbers[0] = np.nextafter(numbers[0], np.float32(1))
    set_numbers(tensor, numbers)


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
