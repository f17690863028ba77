"""The model's metadata has a key we do not write."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.metadata_props.add(key="zzz", value="x")


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
