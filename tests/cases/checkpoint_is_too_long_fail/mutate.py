"""The file is longer than 16 MB."""


def mutate(good: bytes) -> bytes:
    return good + bytes(16 << 20)
