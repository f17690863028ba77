"""The magic number of the older format is another."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"\x6c\xfc\x9c\x46", b"\x6c\xfc\x9c\x47", 1)
