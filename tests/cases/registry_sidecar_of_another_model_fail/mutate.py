"""A sidecar speaks of another model, and its digest is right."""

from tests.registry.trees import beside


def mutate(good: bytes) -> bytes:
    return beside(good, "plain", lambda text: text.replace("plain", "fast"))
