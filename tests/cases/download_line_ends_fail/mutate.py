"""LF became CR LF."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"\n", b"\r\n")
