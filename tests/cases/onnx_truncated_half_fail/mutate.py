"""The second half is missing."""


def mutate(good: bytes) -> bytes:
    return good[: len(good) // 2]
