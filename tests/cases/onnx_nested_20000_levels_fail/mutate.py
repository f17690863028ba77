"""Graphs are nested 20,000 levels deep."""

from tests.cases.graphs import GRAPH, NODE, chunk, inside


def mutate(good: bytes) -> bytes:
    nested = b""
    for _ in range(20_000):
        nested = chunk(1, chunk(4, b"If") + chunk(5, chunk(6, nested)))
    return inside(good, (GRAPH, NODE), lambda n: n + chunk(5, chunk(6, nested)))
