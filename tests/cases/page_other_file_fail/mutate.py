"""Another id."""


def mutate(good: bytes) -> bytes:
    return good.replace(b'name="id" value="1', b'name="id" value="2')
