"""A line end inside a value."""


def mutate(good: bytes) -> bytes:
    return good.replace(b'value="t"', b'value="t&#13;&#10;Host: evil.example"')
