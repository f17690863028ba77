"""The attribution is left out."""


def mutate(good: bytes) -> bytes:
    start, end = good.index(b"Attribution"), good.index(b"Licence of the weights")
    return good[:start] + good[end:]
