"""The archive holds `constants.pkl`, as TorchScript does."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.changed(good, lambda c: c.update({"archive/constants.pkl": b"\x80\x02)."}))
