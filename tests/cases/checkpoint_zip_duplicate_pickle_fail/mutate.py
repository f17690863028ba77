"""The archive holds `data.pkl` twice, the second one hostile."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    hostile = ("archive/data.pkl", b"\x80\x02cposix\nsystem\n.")
    return zips.write_members([*zips.read(good).items(), hostile])
