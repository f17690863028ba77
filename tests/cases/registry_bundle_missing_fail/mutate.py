"""A release has no bundle in the tree."""

from tests.registry.trees import put


def mutate(good: bytes) -> bytes:
    return put(good, {"model/tiny/u2netp_mirror_v2.onnx.sigstore.json": None})
