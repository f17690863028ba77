"""The opcode NEWOBJ makes an object by its class's `__new__`."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"ccollections\nOrderedDict\n)\x81")
