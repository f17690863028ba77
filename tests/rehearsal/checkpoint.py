"""Writes a state dict as `torch.save` does (zip format), with numpy alone.

Source: torch/serialization.py (`_save`) and the opcodes of pickle protocol 2; a checkpoint of
PyTorch 2 has the members `data.pkl`, `byteorder`, `data/<n>` and `version`, stored uncompressed.
"""

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32] | npt.NDArray[np.int64]

_STORAGES = {"float32": b"ctorch\nFloatStorage\n", "int64": b"ctorch\nLongStorage\n"}
_ORDERED_DICT = b"ccollections\nOrderedDict\n)R"
_REBUILD = b"ctorch._utils\n_rebuild_tensor_v2\n"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def dump(state: Mapping[str, Array], *, archive: str) -> bytes:
    """Return the checkpoint; the same state gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, data in _members(state):
            file.writestr(zipfile.ZipInfo(f"{archive}/{name}", _EPOCH), data)
    return out.getvalue()


def _members(state: Mapping[str, Array]) -> Iterator[tuple[str, bytes]]:
    yield "data.pkl", _pickle(state)
    yield "byteorder", b"little"
    for index, array in enumerate(state.values()):
        yield f"data/{index}", array.astype(array.dtype.newbyteorder("<")).tobytes()
    yield "version", b"3\n"


def _pickle(state: Mapping[str, Array]) -> bytes:
    items = b"".join(
        _text(name) + _tensor(index, array) for index, (name, array) in enumerate(state.items())
    )
    # protocol 2, an OrderedDict, a mark, its items, SETITEMS, STOP
    return b"\x80\x02" + _ORDERED_DICT + b"(" + items + b"u" + b"."


def _tensor(index: int, array: Array) -> bytes:
    """Call _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks)."""
    strides = tuple(stride // array.itemsize for stride in array.strides)
    return (
        _REBUILD
        + b"("
        + _storage(index, array)
        + _number(0)
        + _numbers(array.shape)
        + _numbers(strides)
        + b"\x89"  # False
        + _ORDERED_DICT
        + b"tR"
    )


def _storage(index: int, array: Array) -> bytes:
    kind = _STORAGES[str(array.dtype)]
    parts = (_text("storage"), kind, _text(str(index)), _text("cpu"), _number(array.size))
    return b"(" + b"".join(parts) + b"tQ"  # a tuple, then BINPERSID


def _numbers(values: tuple[int, ...]) -> bytes:
    return b"(" + b"".join(_number(value) for value in values) + b"t"


def _number(value: int) -> bytes:
    return b"J" + struct.pack("<i", value)


def _text(value: str) -> bytes:
    data = value.encode()
    return b"X" + struct.pack("<I", len(data)) + data
