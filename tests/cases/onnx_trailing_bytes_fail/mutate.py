"""Three bytes follow the model."""


def mutate(good: bytes) -> bytes:
    return good + b"\xff\xff\xff"
