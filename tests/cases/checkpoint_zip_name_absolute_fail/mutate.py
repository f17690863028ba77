"""The name of a member is an absolute path."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    def rename(contents: zips.Contents) -> None:
        contents["/etc/version"] = contents.pop("archive/version")

    return zips.changed(good, rename)
