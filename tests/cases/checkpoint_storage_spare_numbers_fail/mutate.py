"""A storage declares and holds a number that no tensor uses."""

from tests.cases import pickled, zips


def mutate(good: bytes) -> bytes:
    def spare(contents: zips.Contents) -> None:
        contents["archive/data/797"] += bytes(4)
        old = pickled.text("cpu") + pickled.number(1) + b"t" + pickled.LAST_SIZE
        new = pickled.text("cpu") + pickled.number(2) + b"t" + pickled.LAST_SIZE
        before, _, after = contents[pickled.PICKLE].rpartition(old)
        contents[pickled.PICKLE] = before + new + after

    return zips.changed(good, spare)
