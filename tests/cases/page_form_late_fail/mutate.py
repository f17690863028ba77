"""Spaces before the form."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"<form", b" " * (1 << 20) + b"<form")
