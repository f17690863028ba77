"""The pickle remembers a value under the number 2^31 - 1."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    length = len(pickled.START + pickled.ORDERED_DICT)
    return pickled.with_pickle(
        good, lambda pickle: pickle[:length] + b"r\xff\xff\xff\x7f" + pickle[length:]
    )
