"""The pickle names `runpy._run_code`, which lists of forbidden names forget."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"crunpy\n_run_code\n")
