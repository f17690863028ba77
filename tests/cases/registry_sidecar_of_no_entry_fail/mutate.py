"""A JSON file lies in the tree and no entry names it."""

from tests.registry.trees import put


def mutate(good: bytes) -> bytes:
    return put(good, {"model/tiny/extra.json": b"{}"})
