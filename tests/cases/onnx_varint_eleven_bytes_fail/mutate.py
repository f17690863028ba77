"""A number goes on for eleven bytes."""


def mutate(good: bytes) -> bytes:
    return good[:1] + b"\xff" * 10 + b"\x01" + good[2:]
