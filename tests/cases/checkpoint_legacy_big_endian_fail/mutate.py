"""The older format says that its numbers are big-endian."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"little_endian\x88", b"little_endian\x89")
