"""A model is called like a device of Windows."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", id="con", onnx="con.onnx", sigstore_bundle="con.onnx.sigstore.json")
