"""The licence stands before the attribution."""


def mutate(good: bytes) -> bytes:
    cut = good.index(b"Attribution")
    return good[cut:] + good[:cut]
