"""An empty archive's header stands before the archive."""


def mutate(good: bytes) -> bytes:
    return good[:64] + good
