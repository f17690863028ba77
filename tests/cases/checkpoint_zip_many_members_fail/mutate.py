"""The archive has ten thousand empty members more."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.changed(
        good, lambda c: c.update({f"archive/data/{i}": b"" for i in range(798, 10_798)})
    )
