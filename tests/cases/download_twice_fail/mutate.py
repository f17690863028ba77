"""The whole, behind the whole."""


def mutate(good: bytes) -> bytes:
    return good + good
