"""Reading a checkpoint without torch and without running anything in it.

Both formats of `torch.save` are read: the zip archive of PyTorch 1.6 and later, and the format
before it, which upstream's file has by its size. Source: `torch/serialization.py`.
"""

import io
import math
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from release.export.pickles import Call, Machine
from release.export.state import ITEM_SIZE, Tensor, not_u2netp

CHECKPOINT_LIMIT = 64 << 20
_PICKLE_LIMIT = 4 << 20
_MEMBER_LIMIT = 4096
_NUMBER_LIMIT = 1 << 24
_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001


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
    """A tensor before its bytes are known."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]

    def tensor(self, name: str, data: bytes) -> Tensor:
        item = ITEM_SIZE[self.storage.dtype]
        start, count = self.offset * item, math.prod(self.shape)
        return Tensor(
            name=name,
            dtype=self.storage.dtype,
            shape=self.shape,
            data=data[start : start + count * item],
        )


@dataclass(frozen=True, slots=True)
class _Dtype:
    """What a pickle means by `torch.FloatStorage` and its like."""

    name: str


def read_checkpoint(data: bytes) -> tuple[Tensor, ...]:
    """Return the tensors of the state dict in `data`, in the order of the file.

    Raises ParityError for anything else: a global no state dict needs, a damaged, compressed or
    ambiguous archive, other number formats, tensors that overlap their storage's end.
    """
    if len(data) > CHECKPOINT_LIMIT:
        raise not_u2netp(f"is longer than {CHECKPOINT_LIMIT} bytes")
    if data[:4] == b"PK\x03\x04":
        return _read_zip(data)
    return _read_legacy(data)


def _read_zip(data: bytes) -> tuple[Tensor, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            root = _archive_root(archive)
            machine = _machine(archive.read(f"{root}/data.pkl"))
            value = machine.load()
            return _tensors(value, lambda s: archive.read(f"{root}/data/{s.key}"))
    except (zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, OSError) as error:
        raise not_u2netp(f"is a damaged zip archive: {error}") from error


def _archive_root(archive: zipfile.ZipFile) -> str:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(names) > _MEMBER_LIMIT or len(set(names)) != len(names):
        raise not_u2netp("holds a member twice, or too many")
    # 0x1 marks an encrypted member; offsets in bytes, so nothing can expand.
    if any(m.compress_type != zipfile.ZIP_STORED or m.flag_bits & 1 for m in members):
        raise not_u2netp("holds a compressed or encrypted member")
    roots = [name.removesuffix("/data.pkl") for name in names if name.endswith("/data.pkl")]
    if len(roots) != 1 or "/" in roots[0] or f"{roots[0]}/constants.pkl" in names:
        raise not_u2netp("is no state dict: a TorchScript archive, or another zip file")
    if archive.getinfo(f"{roots[0]}/data.pkl").file_size > _PICKLE_LIMIT:
        raise not_u2netp("holds a pickle that is too long")
    order = f"{roots[0]}/byteorder"
    if order in names and archive.read(order) != b"little":
        raise not_u2netp("is not little-endian")
    return roots[0]


def _read_legacy(data: bytes) -> tuple[Tensor, ...]:
    machine = _machine(data)
    if machine.load() != _MAGIC or machine.load() != _PROTOCOL:
        raise not_u2netp("is no file of torch.save")
    system = machine.load()
    if not isinstance(system, dict) or system.get("little_endian") is not True:
        raise not_u2netp("is not little-endian")
    value, keys = machine.load(), machine.load()
    views = _views(value)
    storages = {view.storage.key: view.storage for view in views.values()}
    if not isinstance(keys, list) or sorted(map(str, keys)) != sorted(storages):
        raise not_u2netp("lists other storages than its tensors use")
    blocks, position = {}, machine.position
    for storage in (storages[str(key)] for key in keys):
        header = data[position : position + 8]
        if header != struct.pack("<q", storage.count):
            raise not_u2netp(f"is cut off, or miscounts storage {storage.key}")
        blocks[storage.key] = data[position + 8 : position + 8 + storage.size]
        position += 8 + storage.size
    if position != len(data):
        raise not_u2netp("is cut off, or goes on behind its last storage")
    return _tensors(value, lambda s: blocks[s.key])


def _tensors(value: object, read: Callable[[_Storage], bytes]) -> tuple[Tensor, ...]:
    blocks: dict[_Storage, bytes] = {}
    tensors = []
    for name, view in _views(value).items():
        if view.storage not in blocks:
            blocks[view.storage] = read(view.storage)
        if len(blocks[view.storage]) != view.storage.size:
            raise not_u2netp(f"has too few or too many bytes for {name}")
        tensors.append(view.tensor(name, blocks[view.storage]))
    return tuple(tensors)


def _views(value: object) -> dict[str, _View]:
    if not isinstance(value, dict):
        raise not_u2netp(f"holds a {type(value).__name__}, not a dict")
    views = {}
    for name, view in value.items():
        if not isinstance(name, str) or not isinstance(view, _View):
            raise not_u2netp(f"has the entry {name!r}, which is no tensor"[:200])
        views[name] = view
    return views


def _machine(data: bytes) -> Machine:
    storages: dict[str, _Storage] = {}

    def persistent(reference: object) -> _Storage:
        storage = _storage(reference)
        if storages.setdefault(storage.key, storage) != storage:
            raise not_u2netp(f"describes storage {storage.key} twice")
        return storage

    return Machine(data, _TABLE, persistent)


def _storage(reference: object) -> _Storage:
    """Read `("storage", dtype, key, device, count)`; the older format adds a view, always None."""
    match reference:
        case ("storage", _Dtype(name), str(key), str(), int(count), *view):
            if 0 <= count <= _NUMBER_LIMIT and view in ([], [None]):
                return _Storage(key=key, dtype=name, count=count)
        case _:
            pass
    raise not_u2netp("describes a storage in an unknown way")


def _rebuild_tensor(arguments: tuple[object, ...]) -> _View:
    """Read `(storage, offset, shape, strides, requires_grad, hooks)`."""
    match arguments:
        case (_Storage() as storage, int(offset), tuple(shape), tuple(strides), *_):
            sizes = tuple(n for n in shape if type(n) is int and n >= 0)
            if sizes == shape and offset >= 0 and _contiguous(sizes, strides):
                if offset + math.prod(sizes) <= storage.count:
                    return _View(storage=storage, offset=offset, shape=sizes)
                raise not_u2netp("has a tensor that reaches past its storage")
        case _:
            pass
    raise not_u2netp("has a tensor that is not stored in C order")


def _contiguous(shape: tuple[int, ...], strides: tuple[object, ...]) -> bool:
    """Tell whether `strides` are those of C order; where a dimension is 1 they mean nothing."""
    expected, fits = 1, len(shape) == len(strides)
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
