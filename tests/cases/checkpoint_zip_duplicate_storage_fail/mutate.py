"""The archive holds a storage twice, with the same bytes."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    again = ("archive/data/0", zips.read(good)["archive/data/0"])
    return zips.write_members([*zips.read(good).items(), again])
