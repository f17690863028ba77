"""One word of the patent grant is another."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"royalty-free", b"royalty-bearing", 1)
