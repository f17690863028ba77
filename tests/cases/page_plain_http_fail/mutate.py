"""http."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"https://drive", b"http://drive")
