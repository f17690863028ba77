"""The archive holds a second pickle, `payload.pkl`."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.changed(good, lambda c: c.update({"archive/payload.pkl": b"\x80\x02N."}))
