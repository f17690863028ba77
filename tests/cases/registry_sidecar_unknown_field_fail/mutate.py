"""A sidecar has a field that nobody reads."""

from tests.registry.trees import beside


def mutate(good: bytes) -> bytes:
    return beside(good, "plain", lambda text: text.replace("{", '{"quant_path": "x.onnx",', 1))
