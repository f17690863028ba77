"""The second half of the file is missing."""


def mutate(good: bytes) -> bytes:
    return good[: len(good) // 2]
