"""The convolutions of a graph that somebody else exported, read without a protobuf library.

Such a file is not held to our rules: other operators, fields and encodings are passed over. It is
only data here: nothing in it is run, followed to another file, or unpacked, and what is read of it
is bounded. Source of the field numbers: onnx.proto of ONNX 1.23.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from release.errors import MalformedOnnxError
from release.prove.wire import read_varint

FOREIGN_LIMIT = 64 << 20
FIELD_LIMIT = 100_000
_NAME_LIMIT = 300
_TINY = 256
"""Bytes of a tensor that can only be a size, a scale, and a name."""
_VARINT, _CHUNK = 0, 2
_FIXED = {1: 8, 5: 4}
_FLOAT = 1
_DIMS, _DATA_TYPE, _FLOAT_DATA, _NAME, _RAW, _OUTSIDE = 1, 2, 4, 8, 9, 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """A float32 tensor of the file; `data` is in C order, little-endian."""

    name: str
    shape: tuple[int, ...]
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Convolution:
    """A convolution in the order of the file, with the batch norm behind it, if there is one.

    `norm` is scale, shift, mean and variance.
    """

    kernel: Numbers
    bias: Numbers
    norm: tuple[Numbers, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: tuple[slice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """What a file holds: its convolutions, and the names of other tensors that are not tiny."""

    convolutions: tuple[Convolution, ...]
    others: tuple[str, ...]


def read_foreign(data: bytes) -> Foreign:
    """Return the convolutions of the graph in `data`, and what other weights it may have.

    Raises MalformedOnnxError when it is no graph, is too large, or holds the numbers of a
    convolution in a way that is not read here: outside the file, or not as float32.
    """
    file = _File(data)
    convolutions = file.convolutions()
    return Foreign(convolutions=convolutions, others=tuple(file.others()))


class _File:
    def __init__(self, data: bytes) -> None:
        if len(data) > FOREIGN_LIMIT:
            raise _unreadable(f"is longer than {FOREIGN_LIMIT} bytes")
        self._data, self._left = data, FIELD_LIMIT
        graphs = self._chunks(slice(0, len(data)), 7)
        if len(graphs) != 1:
            raise _unreadable(f"holds {len(graphs)} graphs")
        self._tensors: dict[str, slice] = {}
        self._used: set[int] = set()
        for span in self._chunks(graphs[0], 5):
            self._remember("".join(self._texts(span, _NAME)), span)
        self._nodes = [self._node(span) for span in self._chunks(graphs[0], 1)]
        for node in self._nodes:
            self._constant(node)

    def convolutions(self) -> tuple[Convolution, ...]:
        norms = {n.inputs[:1]: n for n in self._nodes if n.operator == "BatchNormalization"}
        found = []
        for node in (n for n in self._nodes if n.operator == "Conv"):
            norm = norms.get(node.outputs[:1])
            kernel, bias = self._parameters(node, 2)
            parts = self._parameters(norm, 4) if norm else ()
            found.append(Convolution(kernel=kernel, bias=bias, norm=parts))
        return tuple(found)

    def _node(self, span: slice) -> _Node:
        parts: dict[int, list[slice]] = {}
        for number, value in self._fields(span):
            if isinstance(value, slice):
                parts.setdefault(number, []).append(value)
        inputs, outputs, operators = (
            tuple(self._text(part) for part in parts.get(number, ())) for number in (1, 2, 4)
        )
        if len(operators) != 1 or not outputs:
            raise _unreadable("holds a node without an operator or without an output")
        attributes = tuple(parts.get(5, ()))
        return _Node(operator=operators[0], inputs=inputs, outputs=outputs, attributes=attributes)

    def _constant(self, node: _Node) -> None:
        """Remember the tensor of a Constant, and what is only called differently by Identity."""
        if node.operator == "Identity" and node.inputs[:1] and node.inputs[0] in self._tensors:
            self._remember(node.outputs[0], self._tensors[node.inputs[0]])
        if node.operator == "Constant":
            for tensor in (t for span in node.attributes for t in self._chunks(span, 5)):
                self._remember(node.outputs[0], tensor)

    def _remember(self, name: str, tensor: slice) -> None:
        if name in self._tensors:
            raise _unreadable(f"holds two tensors called {name!r}")
        self._tensors[name] = tensor

    def _parameters(self, node: _Node, count: int) -> tuple[Numbers, ...]:
        names = node.inputs[1:]
        missing = [name for name in names if name not in self._tensors]
        if len(names) != count or missing:
            raise _unreadable(f"computes the numbers of the {node.operator} {node.outputs[0]!r}")
        self._used.update(self._tensors[name].start for name in names)
        return tuple(self._numbers(self._tensors[name], name) for name in names)

    def others(self) -> Iterator[str]:
        """Yield the tensors that no convolution read; sizes and scales are too short to count."""
        for name, span in self._tensors.items():
            if span.start not in self._used and span.stop - span.start > _TINY:
                yield name

    def _numbers(self, span: slice, name: str) -> Numbers:
        """Return the tensor at `span`; raw or as a list of numbers, which both occur."""
        fields = [(number, value) for number, value in self._fields(span) if number != _DIMS]
        chunks = {number: value for number, value in fields if isinstance(value, slice)}
        kinds = [value for number, value in fields if number == _DATA_TYPE]
        if _OUTSIDE in chunks:
            raise _unreadable(f"keeps {name!r} in another file")
        if kinds != [_FLOAT] or len(chunks.keys() & {_RAW, _FLOAT_DATA}) != 1:
            raise _unreadable(f"does not hold {name!r} as float32")
        data = self._data[chunks.get(_RAW) or chunks[_FLOAT_DATA]]
        return Numbers(name=name, shape=tuple(self._dims(span)), data=data)

    def _dims(self, span: slice) -> Iterator[int]:
        for number, value in self._fields(span):
            if number == _DIMS and isinstance(value, int):
                yield value
            elif number == _DIMS and isinstance(value, slice):
                at = value.start
                while at < value.stop:
                    size, at = read_varint(self._data, at, value.stop)
                    yield size

    def _chunks(self, span: slice, wanted: int) -> list[slice]:
        return [v for n, v in self._fields(span) if n == wanted and isinstance(v, slice)]

    def _texts(self, span: slice, wanted: int) -> list[str]:
        return [self._text(part) for part in self._chunks(span, wanted)]

    def _text(self, part: slice) -> str:
        end = min(part.stop, part.start + _NAME_LIMIT)
        return self._data[part.start : end].decode(errors="backslashreplace")

    def _fields(self, span: slice) -> Iterator[tuple[int, int | slice]]:
        """Yield number and value of each field; a fixed-size one is a span too."""
        at, end = span.start, span.stop
        while at < end:
            self._left -= 1
            if self._left < 0:
                raise _unreadable(f"has more than {FIELD_LIMIT} fields")
            key, at = read_varint(self._data, at, end)
            wire = key & 7
            if wire == _VARINT:
                value, at = read_varint(self._data, at, end)
                yield key >> 3, value
                continue
            size = _FIXED.get(wire, -1)
            if wire == _CHUNK:
                size, at = read_varint(self._data, at, end)
            if not 0 <= size <= end - at:
                raise _unreadable("is cut off, or not in protobuf's wire format")
            yield key >> 3, slice(at, at + size)
            at += size


def _unreadable(problem: str) -> MalformedOnnxError:
    return MalformedOnnxError(
        f"the file {problem}"[:400],
        expected="an ONNX graph whose convolutions hold their numbers as float32",
        remedy="export it again as one file in float32",
    )
