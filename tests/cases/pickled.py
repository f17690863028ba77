"""Changing the pickle of a checkpoint, or its state dict, and saving it again as it was."""

from collections.abc import Callable

import numpy as np

from release.export.checkpoint import read_checkpoint
from tests.cases import zips
from tests.checkpoints import Array, torch_zip

PICKLE = "archive/data.pkl"
START = b"\x80\x02"
ORDERED_DICT = b"ccollections\nOrderedDict\n)R"
LAST = b"X\x0c\x00\x00\x00outconv.bias"
"""The last entry: one number in storage 797."""
REBUILD = b"ctorch._utils\n_rebuild_tensor_v2\n"
FLOATS = b"ctorch\nFloatStorage\n"
LAST_SIZE = b"Q" + b"J\x00\x00\x00\x00" + b"(J\x01\x00\x00\x00t(J\x01\x00\x00\x00t"
"""Offset, shape and strides of the last entry."""


def text(value: str) -> bytes:
    """Return what pushes `value`."""
    return b"X" + len(value.encode()).to_bytes(4, "little") + value.encode()


def number(value: int) -> bytes:
    """Return what pushes `value`."""
    return b"J" + value.to_bytes(4, "little", signed=True)


def with_pickle(good: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return the archive with its pickle changed, sizes and checksums right."""
    return zips.changed(good, lambda c: c.update({PICKLE: change(c[PICKLE])}))


def replaced(good: bytes, old: bytes, new: bytes) -> bytes:
    """Return the archive with the last `old` in its pickle replaced by `new`."""

    def change(pickle: bytes) -> bytes:
        before, found, after = pickle.rpartition(old)
        if not found:
            raise ValueError(f"the pickle has no {old!r}")
        return before + new + after

    return with_pickle(good, change)


def first(good: bytes, steps: bytes) -> bytes:
    """Return the archive with `steps` run before all others of its pickle."""
    return with_pickle(good, lambda pickle: START + steps + pickle[2:])


def arrays(good: bytes) -> dict[str, Array]:
    """Return the state dict of a checkpoint as arrays that may be changed."""
    state: dict[str, Array] = {}
    for tensor in read_checkpoint(good):
        numbers: Array = np.frombuffer(tensor.data, np.dtype(tensor.dtype))
        state[tensor.name] = numbers.reshape(tensor.shape).copy()
    return state


def saved(good: bytes, change: Callable[[dict[str, Array]], object]) -> bytes:
    """Return the archive saved again after `change` did its work on the state dict."""
    state = arrays(good)
    change(state)
    return zips.write(zips.read(torch_zip(state)))
