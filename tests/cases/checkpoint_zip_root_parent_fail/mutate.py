"""All members stand in the folder `..`."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.write(
        {name.replace("archive/", "../"): data for name, data in zips.read(good).items()}
    )
