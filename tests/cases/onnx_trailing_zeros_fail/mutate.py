"""A page of zeros follows the model."""


def mutate(good: bytes) -> bytes:
    return good + bytes(4096)
