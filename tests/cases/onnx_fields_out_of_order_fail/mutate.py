"""The IR version stands behind the graph."""


def mutate(good: bytes) -> bytes:
    return good[2:] + good[:2]
