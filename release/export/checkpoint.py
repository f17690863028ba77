"""Reading a checkpoint without torch and without running anything in it.

Both formats of `torch.save` are read: the zip archive of PyTorch 1.6 and later, and the format
before it, which upstream's file has by its size. Source: `torch/serialization.py`.

What is accepted, torch reads the same. Not everything torch reads is accepted: the file must hold
one plain state dict and no byte besides, and each number of a storage belongs to one tensor.
"""

import math
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from release.export.archive import read_archive
from release.export.pickles import Call, Machine
from release.export.state import ITEM_SIZE, Tensor, not_u2netp

CHECKPOINT_LIMIT = 16 << 20
"""Three times U2NETP's; beyond it, checksums alone would take longer than refusing may."""
_PICKLE_LIMIT = 1 << 20
_NUMBER_LIMIT = 1 << 24
_RANK_LIMIT = 8
_NOTE_LIMIT = 64
_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001
_KEY = re.compile("[0-9]{1,20}")
_DEVICE = re.compile("cpu|cuda(:[0-9]{1,3})?")
_VERSION = re.compile(rb"([1-9]|10)\n")
"""What torch can read; since 1.6 it writes 3."""

_FOREIGN = (
    (re.compile(rb"\s*<"), "a web page"),
    (re.compile(rb"version https://git-lfs"), "a Git LFS pointer"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "a 7z archive"),
    (re.compile(rb"\x1f\x8b"), "a gzip file"),
    (re.compile(rb"(?s).{257}ustar"), "a tar archive, the format before PyTorch 0.1.10"),
    (re.compile(rb"\Z"), "empty"),
)
"""Files that are met in place of a checkpoint; anything else unknown gets a general answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Storage:
    """The numbers behind one or more tensors, by its key in the file."""

    key: str
    dtype: str
    count: int

    @property
    def size(self) -> int:
        return self.count * ITEM_SIZE[self.dtype]


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """A tensor before its bytes are known: `count` numbers from `offset` on."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    count: int

    def tensor(self, name: str, data: memoryview) -> Tensor:
        item = ITEM_SIZE[self.storage.dtype]
        chosen = data[self.offset * item : (self.offset + self.count) * item]
        return Tensor(name=name, dtype=self.storage.dtype, shape=self.shape, data=chosen.tobytes())


@dataclass(frozen=True, slots=True)
class _Dtype:
    """What a pickle means by `torch.FloatStorage` and its like."""

    name: str


def read_checkpoint(data: bytes) -> tuple[Tensor, ...]:
    """Return the tensors of the state dict in `data`, in the order of the file.

    Raises ParityError for anything else: a global no state dict needs, a damaged, compressed or
    ambiguous archive, other number formats, tensors that overlap or reach beyond their storage.
    """
    if len(data) > CHECKPOINT_LIMIT:
        raise not_u2netp(f"is longer than {CHECKPOINT_LIMIT} bytes")
    for pattern, kind in _FOREIGN:
        if pattern.match(data):
            raise not_u2netp(f"is {kind}")
    if data[:4] == b"PK\x03\x04":
        return _read_zip(data)
    return _read_legacy(data)


class _Reader:
    """The machine for one file, and the storages its pickles describe."""

    def __init__(self, data: bytes) -> None:
        self.storages: dict[str, _Storage] = {}
        self.machine = Machine(data, _TABLE, self._persistent)

    def _persistent(self, reference: object) -> _Storage:
        storage = _storage(reference)
        if self.storages.setdefault(storage.key, storage) != storage:
            raise not_u2netp(f"describes storage {storage.key} twice")
        return storage

    def tensors(self, value: object, blocks: Mapping[str, memoryview]) -> tuple[Tensor, ...]:
        """Return the tensors of the dict `value`, whose numbers lie in `blocks` by storage key."""
        views = _views(value)
        if set(blocks) != set(self.storages):
            raise not_u2netp("holds other storages than its tensors use")
        for key, storage in self.storages.items():
            if len(blocks[key]) != storage.size:
                raise not_u2netp(f"has too few or too many bytes in storage {key}")
        self._require_tiled(views)
        return tuple(view.tensor(name, blocks[view.storage.key]) for name, view in views.items())

    def _require_tiled(self, views: Mapping[str, _View]) -> None:
        """Refuse numbers that belong to two tensors, or to none."""
        reached = dict.fromkeys(self.storages, 0)
        for view in sorted(views.values(), key=lambda v: (v.storage.key, v.offset, v.count)):
            if view.offset != reached[view.storage.key]:
                raise not_u2netp(f"has tensors that overlap in storage {view.storage.key}")
            reached[view.storage.key] += view.count
        if any(reached[key] != storage.count for key, storage in self.storages.items()):
            raise not_u2netp("has numbers that belong to no tensor")


def _read_zip(data: bytes) -> tuple[Tensor, ...]:
    members = read_archive(data)
    blocks = {name[5:]: block for name, block in members.items() if name.startswith("data/")}
    notes = {name: bytes(m[:_NOTE_LIMIT]) for name, m in members.items() if name[:5] != "data/"}
    if any(len(members[name]) > _NOTE_LIMIT for name in set(notes) - {"data.pkl"}):
        raise not_u2netp("holds a note of torch.save that is too long")
    if "data.pkl" not in notes or not _VERSION.fullmatch(notes.get("version", b"")):
        raise not_u2netp("lacks data.pkl, or a version that torch knows")
    if notes.get("byteorder", b"little") != b"little":
        raise not_u2netp("is not little-endian")
    if len(members["data.pkl"]) > _PICKLE_LIMIT:
        raise not_u2netp("holds a pickle that is too long")
    reader = _Reader(bytes(members["data.pkl"]))
    value = reader.machine.load()
    if reader.machine.position != len(members["data.pkl"]):
        raise not_u2netp("has bytes behind its pickle")
    return reader.tensors(value, blocks)


def _read_legacy(data: bytes) -> tuple[Tensor, ...]:
    reader = _Reader(data)
    machine = reader.machine
    if machine.load() != _MAGIC or machine.load() != _PROTOCOL:
        raise not_u2netp("is no file of torch.save")
    system = machine.load()
    if not isinstance(system, dict) or system.get("little_endian") is not True:
        raise not_u2netp("is not little-endian")
    value, keys = machine.load(), machine.load()
    if not isinstance(keys, list):
        raise not_u2netp("lists other storages than its tensors use")
    blocks: dict[str, memoryview] = {}
    position = machine.position
    for key in keys:
        if not isinstance(key, str) or (storage := reader.storages.get(key)) is None:
            raise not_u2netp("lists other storages than its tensors use")
        start, position = position + 8, position + 8 + storage.size
        if data[start - 8 : start] != struct.pack("<q", storage.count):
            raise not_u2netp(f"is cut off, or miscounts storage {key}")
        blocks[key] = memoryview(data)[start:position]
    if position != len(data):
        raise not_u2netp("goes on behind its last storage")
    return reader.tensors(value, blocks)


def _views(value: object) -> dict[str, _View]:
    if not isinstance(value, dict):
        raise not_u2netp(f"holds a {type(value).__name__}, not a dict")
    views = {}
    for name, view in value.items():
        if not isinstance(name, str) or not isinstance(view, _View):
            raise not_u2netp(f"has the entry {name!r}, which is no tensor")
        views[name] = view
    return views


def _storage(reference: object) -> _Storage:
    """Read `("storage", dtype, key, device, count)`; the older format adds a view, always None."""
    match reference:
        case ("storage", _Dtype(name), str(key), str(device), int(count), *view) if _KEY.fullmatch(
            key
        ) and _DEVICE.fullmatch(device):
            if type(count) is int and 0 <= count <= _NUMBER_LIMIT and view in ([], [None]):
                return _Storage(key=key, dtype=name, count=count)
        case _:
            pass
    raise not_u2netp("describes a storage in an unknown way")


def _rebuild_tensor(arguments: tuple[object, ...]) -> _View:
    """Read `(storage, offset, shape, strides, requires_grad, hooks)`; there must be no hooks."""
    match arguments:
        case (_Storage() as storage, int(offset), tuple(shape), tuple(strides), bool(), hooks):
            sizes = _sizes(shape)
            if type(offset) is not int or not _contiguous(sizes, strides):
                raise not_u2netp("has a tensor that is not stored in C order")
            if not 0 <= offset <= storage.count - (count := math.prod(sizes)):
                raise not_u2netp("has a tensor that reaches past its storage")
            if hooks is None or hooks == {}:
                return _View(storage=storage, offset=offset, shape=sizes, count=count)
        case _:
            pass
    raise not_u2netp("rebuilds a tensor in an unknown way")


def _sizes(shape: tuple[object, ...]) -> tuple[int, ...]:
    """Return `shape` as numbers so small that multiplying them is quick."""
    sizes = tuple(n for n in shape[:_RANK_LIMIT] if type(n) is int and 0 <= n <= _NUMBER_LIMIT)
    if len(sizes) != len(shape):
        raise not_u2netp("has a tensor with an impossible shape")
    return sizes


def _contiguous(shape: tuple[int, ...], strides: tuple[object, ...]) -> bool:
    """Tell whether `strides` are those of C order; where a dimension is 1 they mean nothing."""
    expected, fits = 1, len(shape) == len(strides) and all(type(s) is int for s in strides)
    for size, stride in zip(reversed(shape), reversed(strides), strict=False):
        fits = fits and (size == 1 or stride == expected)
        expected *= size
    return fits


def _ordered_dict(arguments: tuple[object, ...]) -> dict[object, object]:
    if arguments:
        raise not_u2netp("makes a dict from arguments")
    return {}


_TABLE = {
    ("collections", "OrderedDict"): Call(_ordered_dict),
    ("torch._utils", "_rebuild_tensor_v2"): Call(_rebuild_tensor),
    ("torch", "FloatStorage"): _Dtype("float32"),
    ("torch", "LongStorage"): _Dtype("int64"),
}
