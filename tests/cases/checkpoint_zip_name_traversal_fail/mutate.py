"""The name of a member leads out of the folder."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    def rename(contents: zips.Contents) -> None:
        contents["archive/../../version"] = contents.pop("archive/version")

    return zips.changed(good, rename)
