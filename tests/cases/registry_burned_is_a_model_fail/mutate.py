"""A burned number is that of a release."""

from release.names import REGISTRY
from tests.registry.trees import replaced


def mutate(good: bytes) -> bytes:
    text = '"tag": "u2netp-mirror-v{n}",\n      "n": {n}'
    return replaced(good, REGISTRY, text.replace("{n}", "3"), text.replace("{n}", "2"))
