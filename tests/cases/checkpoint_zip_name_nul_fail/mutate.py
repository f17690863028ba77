"""The name of a member ends in a NUL."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    def rename(contents: zips.Contents) -> None:
        contents["archive/version\x00"] = contents.pop("archive/version")

    return zips.changed(good, rename)
