"""The lines end in CRLF."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"\n", b"\r\n")
