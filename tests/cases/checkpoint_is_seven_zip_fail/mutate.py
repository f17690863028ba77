"""The file begins as a 7z archive."""


def mutate(good: bytes) -> bytes:
    return b"7z\xbc\xaf\x27\x1c" + good
