"""The bundle has the suffix that it has in a release."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", sigstore_bundle="plain.onnx.bundle")
