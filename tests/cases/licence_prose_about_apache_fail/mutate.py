"""Prose names the Apache License, Version 2.0, and grants another."""


def mutate(good: bytes) -> bytes:
    return good[:0] + b"Not under the Apache License, Version 2.0, but under the MPL.\n"
