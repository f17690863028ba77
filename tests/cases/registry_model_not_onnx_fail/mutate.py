"""The model is a web page, and its digest is right."""

from tests.registry.trees import rewritten


def mutate(good: bytes) -> bytes:
    return rewritten(good, "plain", b"<html>quota exceeded</html>")
