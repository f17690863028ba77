"""The IR version stands twice."""


def mutate(good: bytes) -> bytes:
    return good[:2] + good
