"""The same clauses stand under another title."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"Apache License\n", b"Bpache License\n", 1)
