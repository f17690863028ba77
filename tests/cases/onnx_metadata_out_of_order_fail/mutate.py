"""The metadata is not sorted by key."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    first = model.metadata_props.pop(0)
    model.metadata_props.append(first)


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
