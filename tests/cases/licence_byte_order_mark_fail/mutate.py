"""The text begins with a byte order mark."""


def mutate(good: bytes) -> bytes:
    return b"\xef\xbb\xbf" + good
