"""A further condition stands after the text."""


def mutate(good: bytes) -> bytes:
    return good + b"\nNot for commercial use.\n"
