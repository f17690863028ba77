"""A metadata key stands twice."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.metadata_props.add().CopyFrom(model.metadata_props[-1])


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
