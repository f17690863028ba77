"""The file speaks of version 3.0."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"Version 2.0", b"Version 3.0")
