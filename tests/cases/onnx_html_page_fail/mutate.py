"""The file is a web page."""


def mutate(good: bytes) -> bytes:
    return b"<html>" * (len(good) // 6)
