"""The metadata names another checkpoint."""

from onnx import ModelProto

from tests.cases.graphs import changed


def spoil(model: ModelProto) -> None:
    next(e for e in model.metadata_props if e.key == "checkpoint_sha256").value = "0" * 64


def mutate(good: bytes) -> bytes:
    return changed(good, spoil)
