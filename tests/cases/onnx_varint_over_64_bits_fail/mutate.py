"""A number has 70 bits."""


def mutate(good: bytes) -> bytes:
    return good[:1] + b"\xff" * 9 + b"\x7f" + good[2:]
