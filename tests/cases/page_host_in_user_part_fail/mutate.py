"""Drive as the name of a user."""


def mutate(good: bytes) -> bytes:
    return good.replace(b".com/download", b".com@evil.example/download")
