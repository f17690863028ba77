"""A hostile pickle stands before the magic number."""


def mutate(good: bytes) -> bytes:
    return b"\x80\x02cposix\nsystem\nX\x02\x00\x00\x00id\x85R." + good
