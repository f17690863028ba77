"""The model imports another opset than the registry says."""

import onnx

from tests.registry.trees import read, rewritten


def mutate(good: bytes) -> bytes:
    model = onnx.load_from_string(read(good, "model/tiny/plain.onnx"))
    model.opset_import[0].version = 18
    return rewritten(good, "plain", model.SerializeToString())
