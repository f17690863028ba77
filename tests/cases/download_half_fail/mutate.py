"""Half of the file."""


def mutate(good: bytes) -> bytes:
    return good[: len(good) // 2]
