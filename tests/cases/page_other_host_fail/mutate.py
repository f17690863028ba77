"""Another host."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"//drive.usercontent.google.com/", b"//evil.example/")
