"""Changing an ONNX graph: through ONNX's own parser, or on the wire where no parser would help.

The kind `onnx` is judged by the scan and the contract alone, `weights` by all that needs no torch.
"""

from collections.abc import Callable, Iterable
from functools import cache

import numpy as np
import onnx
from onnx import ModelProto, NodeProto, TensorProto

from release.export.checkpoint import read_checkpoint
from release.export.graph import export
from release.prove.binding import Binding, bind, require_metadata
from release.prove.operators import Scanned, scan
from release.prove.skeleton import require_skeleton
from release.prove.wire import read_varint
from tests.pinned import synthetic

GROUP, END_GROUP, FIXED64, CHUNK = 3, 4, 1, 2
GRAPH, NODE, INITIALIZER = 7, 1, 5
"""Field numbers on the way into a model."""


@cache
def exported() -> bytes:
    """Return our graph of the checkpoint with seed 1."""
    return export(synthetic().pin, synthetic().checkpoint)


def judge(data: bytes) -> Scanned:
    """Scan `data` and hold it to the contract."""
    return scan(data).require(synthetic().pin.contract)


def judge_weights(data: bytes) -> Binding:
    """Do what `prove` does before any parser sees the graph."""
    pin = synthetic().pin
    scanned = judge(data)
    require_skeleton(scanned.skeleton, pin.contract.layout)
    require_metadata(scanned, pin)
    return bind(scanned, read_checkpoint(synthetic().checkpoint))


def changed(good: bytes, change: Callable[[ModelProto], object]) -> bytes:
    """Return `good` after `change`, written by protobuf."""
    model = onnx.load_from_string(good)
    change(model)
    return bytes(model.SerializeToString(deterministic=True))


def node(model: ModelProto, operator: str) -> NodeProto:
    """Return the first node with `operator`."""
    found: NodeProto = next(n for n in model.graph.node if n.op_type == operator)
    return found


def constant(model: ModelProto, name: str) -> TensorProto:
    """Return the initializer called `name`."""
    found: TensorProto = next(t for t in model.graph.initializer if t.name == name)
    return found


def set_numbers(tensor: TensorProto, numbers: Iterable[float]) -> None:
    """Replace the numbers of a float32 tensor, not its shape."""
    tensor.raw_data = np.array(list(numbers), "<f4").tobytes()


def numbers_of(tensor: TensorProto) -> np.ndarray:
    """Return the numbers of a float32 tensor, flat and writable."""
    return np.frombuffer(tensor.raw_data, "<f4").copy()


def attribute(node_: NodeProto, name: str) -> onnx.AttributeProto:
    """Return the attribute `name` of a node."""
    found: onnx.AttributeProto = next(a for a in node_.attribute if a.name == name)
    return found


def varint(number: int) -> bytes:
    """Return `number` in its shortest form."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def tag(field: int, wire: int) -> bytes:
    """Return the key of a field."""
    return varint(field << 3 | wire)


def chunk(field: int, content: bytes) -> bytes:
    """Return a field of the length-delimited kind."""
    return tag(field, CHUNK) + varint(len(content)) + content


def inside(data: bytes, path: tuple[int, ...], change: Callable[[bytes], bytes]) -> bytes:
    """Return `data` with the first field at `path` changed, and every length put right."""
    if not path:
        return change(data)
    at = 0
    while at < len(data):
        start = at
        key, at = read_varint(data, at, len(data))
        size, at = read_varint(data, at, len(data))
        if key & 7 != CHUNK:
            continue
        if key >> 3 == path[0]:
            content = inside(data[at : at + size], path[1:], change)
            return data[:start] + chunk(path[0], content) + data[at + size :]
        at += size
    raise ValueError(f"no field {path[0]}")
