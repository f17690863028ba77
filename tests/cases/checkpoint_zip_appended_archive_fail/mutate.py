"""A second archive stands behind the first."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return good + zips.write({"archive/version": b"3\n"})
