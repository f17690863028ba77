"""A sidecar calls an input as the model does not."""

from tests.registry.trees import beside


def mutate(good: bytes) -> bytes:
    return beside(good, "plain", lambda text: text.replace('"x"', '"input"'))
