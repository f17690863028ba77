"""The statement of changes is left out."""


def mutate(good: bytes) -> bytes:
    start, end = good.index(b"Statement of changes"), good.index(b"Full text of the licence")
    return good[:start] + good[end:]
