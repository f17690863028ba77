"""The older format is of protocol 1002."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"J\xe9\x03\x00\x00.", b"J\xea\x03\x00\x00.", 1)
