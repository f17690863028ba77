"""A weight of the model lies in another file."""

import onnx

from tests.registry.trees import read, rewritten


def mutate(good: bytes) -> bytes:
    model = onnx.load_from_string(read(good, "model/tiny/plain.onnx"))
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="weights.bin")
    return rewritten(good, "plain", model.SerializeToString())
