"""The file of the older format ends within a pickle."""


def mutate(good: bytes) -> bytes:
    return good[:2000]
