"""One weight is its neighbour in float32."""

import numpy as np
from onnx import ModelProto

from tests.cases.graphs import changed, constant, numbers_of, set_numbers


def spoil(model: ModelProto) -> None:
    tensor = constant(model, "stage3.rebnconv2.weight")
    numbers = numbers_of(tensor)
    numbers[7] = np.nextafter(numbers[7], np.float32(1))
    set_numbers(tensor, numbers)


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
