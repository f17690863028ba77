"""A shape is written in the packed encoding."""

from tests.cases.graphs import GRAPH, INITIALIZER, chunk, inside


def mutate(good: bytes) -> bytes:
    return inside(
        good, (GRAPH, INITIALIZER), lambda t: chunk(1, t[1:2] + t[3:4] + t[5:6] + t[7:8]) + t[8:]
    )
