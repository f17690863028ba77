"""A number is spelled in two bytes where one would do."""


def mutate(good: bytes) -> bytes:
    return good[:1] + b"\x88\x00" + good[2:]
