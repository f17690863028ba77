"""A second graph follows the first."""

from tests.cases.graphs import GRAPH, chunk


def mutate(good: bytes) -> bytes:
    return good + chunk(GRAPH, chunk(2, b"other"))
