"""The notice of changes is missing from the metadata."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    model.metadata_props.remove(next(e for e in model.metadata_props if e.key == "changes"))


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
