"""A letter of the path is Cyrillic."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", onnx="pl\N{CYRILLIC SMALL LETTER A}in.onnx")
