"""A node has two names."""

from tests.cases.graphs import GRAPH, NODE, chunk, inside

NAME = chunk(3, b"stage1.rebnconvin.conv")


def mutate(good: bytes) -> bytes:
    return inside(good, (GRAPH, NODE), lambda n: n.replace(NAME, NAME + NAME, 1))
