"""A sidecar says quantised, the registry does not."""

from tests.registry.trees import beside


def mutate(good: bytes) -> bytes:
    return beside(good, "plain", lambda text: text.replace("fp32", "dynamic"))
