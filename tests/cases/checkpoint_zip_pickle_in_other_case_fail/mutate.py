"""The archive holds `DATA.PKL` beside `data.pkl`."""

from tests.cases import zips


def mutate(good: bytes) -> bytes:
    return zips.changed(good, lambda c: c.update({"archive/DATA.PKL": c["archive/data.pkl"]}))
