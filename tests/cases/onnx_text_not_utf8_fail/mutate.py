"""An operator's name is not UTF-8."""

from tests.cases.graphs import GRAPH, NODE, inside


def mutate(good: bytes) -> bytes:
    return inside(good, (GRAPH, NODE, 4), lambda _: b"\xff\xfe")
