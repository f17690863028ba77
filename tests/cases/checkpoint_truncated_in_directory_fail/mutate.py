"""The file ends within its directory."""


def mutate(good: bytes) -> bytes:
    return good[:-3000]
