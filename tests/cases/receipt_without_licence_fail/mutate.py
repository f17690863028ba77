"""The text of the licence is left out."""


def mutate(good: bytes) -> bytes:
    return good[: good.index(b"Full text of the licence")]
