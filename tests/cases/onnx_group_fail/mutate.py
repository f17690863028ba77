"""A group stands where a field should."""

from tests.cases.graphs import END_GROUP, GROUP, tag


def mutate(good: bytes) -> bytes:
    return good + tag(99, GROUP) * 5000 + tag(99, END_GROUP) * 5000
