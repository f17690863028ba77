"""Two tensors are the same half of one storage; the other half is nobody's."""

from tests.cases import pickled, zips


def mutate(good: bytes) -> bytes:
    def share(contents: zips.Contents) -> None:
        contents["archive/data/2"] += contents.pop("archive/data/3")
        shared = pickled.text("2") + pickled.text("cpu") + pickled.number(128)
        for key in ("2", "3"):
            alone = pickled.text(key) + pickled.text("cpu") + pickled.number(64)
            contents[pickled.PICKLE] = contents[pickled.PICKLE].replace(alone, shared)

    return zips.changed(good, share)
