"""The members stand in two folders."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    def rename(contents: zips.Contents) -> None:
        contents["other/version"] = contents.pop("archive/version")

    return zips.changed(good, rename)
