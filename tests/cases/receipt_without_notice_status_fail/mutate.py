"""The NOTICE status is left out."""


def mutate(good: bytes) -> bytes:
    start, end = good.index(b"NOTICE\n---"), good.index(b"Statement of changes")
    return good[:start] + good[end:]
