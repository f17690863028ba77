"""A node carries metadata."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.graph.node[0].metadata_props.add(key="pkg.torch.onnx.stack_trace", value="File x")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
