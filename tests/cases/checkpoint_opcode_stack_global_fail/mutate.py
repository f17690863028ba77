"""The opcode STACK_GLOBAL takes the name of a global from the stack."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"X\x05\x00\x00\x00posixX\x06\x00\x00\x00system\x93")
