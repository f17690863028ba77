"""The opcode OBJ calls a class from the stack."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"(ccollections\nOrderedDict\no")
