"""Checkpoints made without torch: a seeded state dict, and the two file formats of `torch.save`."""

import io
import struct
import zipfile
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from release.export.layers import Entry
from release.export.layers import state_dict as entries

Array = npt.NDArray[np.float32] | npt.NDArray[np.int64]
_STORAGE = {"float32": "FloatStorage", "int64": "LongStorage", "float16": "HalfStorage"}
_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001


def state_dict(seed: int) -> dict[str, Array]:
    """Return weights that keep activations near 1: the same seed gives the same weights."""
    rng = np.random.default_rng(seed)
    return {entry.name: _weights(entry, rng) for entry in entries()}


def _weights(entry: Entry, rng: np.random.Generator) -> Array:
    if entry.dtype == "int64":
        return np.array(1000, np.int64)
    if entry.name.endswith("running_var") or entry.name.endswith("bn_s1.weight"):
        values = rng.uniform(0.5, 1.5, entry.shape)
    elif len(entry.shape) > 1:
        spread = np.sqrt(2 / np.prod(entry.shape[1:]))
        values = rng.normal(0, spread if "stage" in entry.name else spread / 4, entry.shape)
    else:
        values = rng.normal(0, 0.1, entry.shape)
    return values.astype(np.float32)


def torch_zip(state: Mapping[str, Array]) -> bytes:
    """Return `state` as `torch.save` of PyTorch 1.6 and later writes it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        _member(archive, "data.pkl", pickle_of(state))
        _member(archive, "byteorder", b"little")
        for i, array in enumerate(state.values()):
            _member(archive, f"data/{i}", _bytes(array))
        _member(archive, "version", b"3\n")
    return buffer.getvalue()


def torch_legacy(state: Mapping[str, Array]) -> bytes:
    """Return `state` as `torch.save` before PyTorch 1.6 wrote it."""
    system = b"}(" + _text("protocol_version") + _int(_PROTOCOL) + _text("little_endian") + b"\x88u"
    keys = b"](" + b"".join(_text(str(i)) for i in range(len(state))) + b"e"
    magic = b"\x8a\x0a" + _MAGIC.to_bytes(10, "little")
    return b"".join(
        (
            *(b"\x80\x02" + value + b"." for value in (magic, _int(_PROTOCOL), system)),
            pickle_of(state, legacy=True),
            b"\x80\x02" + keys + b".",
            *(struct.pack("<q", array.size) + _bytes(array) for array in state.values()),
        )
    )


def pickle_of(state: Mapping[str, Array], *, legacy: bool = False) -> bytes:
    """Return the pickle of the state dict: an OrderedDict of tensors over numbered storages."""
    items = b"".join(
        _text(name) + _tensor(str(i), array, legacy=legacy)
        for i, (name, array) in enumerate(state.items())
    )
    metadata = b"}" + _text("_metadata") + _ORDERED_DICT + b"sb"
    return b"\x80\x02" + _ORDERED_DICT + b"(" + items + b"u" + metadata + b"."


_ORDERED_DICT = b"ccollections\nOrderedDict\n)R"


def _tensor(key: str, array: Array, *, legacy: bool) -> bytes:
    storage = b"ctorch\n" + _STORAGE[array.dtype.name].encode() + b"\n"
    view = b"N" if legacy else b""
    where = _text("storage") + storage + _text(key) + _text("cpu") + _int(array.size) + view
    sizes = [_int(n) for n in array.shape]
    steps = [_int(n // array.itemsize) for n in array.strides]
    shape = b"(" + b"".join(sizes) + b"t(" + b"".join(steps) + b"t"
    call = b"ctorch._utils\n_rebuild_tensor_v2\n((" + where + b"tQ" + _int(0) + shape
    return call + b"\x89" + _ORDERED_DICT + b"tR"


def _member(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(f"archive/{name}"), data)


def _bytes(array: Array) -> bytes:
    return array.astype(array.dtype.newbyteorder("<")).tobytes()


def _text(text: str) -> bytes:
    return b"X" + struct.pack("<I", len(text.encode())) + text.encode()


def _int(number: int) -> bytes:
    return b"J" + struct.pack("<i", number)
