"""A model is called registry."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    bundle = "registry.onnx.sigstore.json"
    return row(good, "plain", id="registry", onnx="registry.onnx", sigstore_bundle=bundle)
