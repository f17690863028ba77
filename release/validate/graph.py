"""What an ONNX file of the tree promises, read without a protobuf library and without trust.

Other operators, fields and encodings than ours are passed over; only data outside of the file is
refused. What is read is bounded. Source of the field numbers: onnx.proto of ONNX 1.23.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from release.errors import ExternalDataError, MalformedOnnxError
from release.prove.wire import read_varint
from release.sidecar import Port

GRAPH_LIMIT = 64 << 20
_FIELDS = 200_000
_NAME = 127
_VARINT, _CHUNK = 0, 2
_FIXED = {1: 8, 5: 4}
_TYPES = {1: "float32", 2: "uint8", 3: "int8", 6: "int32", 7: "int64", 10: "float16"}
_OPSETS, _GRAPH, _CONSTANT, _INPUT, _OUTPUT = 8, 7, 5, 11, 12
_CONSTANT_NAME, _OUTSIDE = 8, (13, 14)

_BELOW: Mapping[str, Mapping[int, str]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
"""The ways from a model to a tensor: by kind of message, the fields that lead on, and to what."""

Value = int | slice


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a graph says of itself; a free dimension has its name, or `?` without one."""

    opset: int
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]


def read_promise(data: bytes) -> Promise:
    """Return what the graph in `data` promises.

    Raises MalformedOnnxError when it is no graph or is too large, ExternalDataError when a constant
    lies outside of the file: an initializer, or one in a node, a subgraph or a function.
    """
    reader = _Reader(data)
    whole = slice(0, len(data))
    graphs = reader.chunks(whole, _GRAPH)
    if len(graphs) != 1 or len(data) > GRAPH_LIMIT:
        raise _malformed(f"holds {len(graphs)} graphs in {len(data)} bytes")
    reader.require_inside(whole)
    constants = {reader.constant(span) for span in reader.chunks(graphs[0], _CONSTANT)}
    ports = [reader.port(span) for span in reader.chunks(graphs[0], _INPUT)]
    return Promise(
        opset=reader.opset(whole),
        # Files of IR 3 list their constants among the inputs.
        inputs=tuple(port for port in ports if port.name not in constants),
        outputs=tuple(reader.port(span) for span in reader.chunks(graphs[0], _OUTPUT)),
    )


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._left = data, _FIELDS

    def opset(self, model: slice) -> int:
        """Return the version of ONNX's own operator set."""
        for span in self.chunks(model, _OPSETS):
            domains = [self.text(part) for part in self.chunks(span, 1)]
            versions = self.numbers(span, 2)
            if domains in ([], [""], ["ai.onnx"]) and versions:
                return versions[0]
        raise _malformed("imports no operator set of ONNX")

    def require_inside(self, model: slice) -> None:
        """Raise ExternalDataError for a tensor, wherever it stands, with its data elsewhere."""
        left = [("model", model)]
        while left:
            kind, span = left.pop()
            for field, value in self.fields(span):
                if kind == "tensor" and field in _OUTSIDE and value != 0:
                    raise ExternalDataError(
                        "a constant of the graph lies outside of its file",
                        expected="all weights in the file that is hashed and signed",
                        remedy="save the model as one file",
                    )
                if isinstance(value, slice) and field in _BELOW[kind]:
                    left.append((_BELOW[kind][field], value))

    def constant(self, span: slice) -> str:
        """Return the name of a constant."""
        names = ""
        for field, value in self.fields(span):
            if field == _CONSTANT_NAME and isinstance(value, slice):
                names = self.text(value)
        return names

    def port(self, span: slice) -> Port:
        """Return an input or output; it must be a tensor of a type that sidecars know."""
        name = "".join(self.text(part) for part in self.chunks(span, 1))
        tensors = [t for kind in self.chunks(span, 2) for t in self.chunks(kind, 1)]
        if len(tensors) != 1 or not (types := self.numbers(tensors[0], 1)):
            raise _malformed(f"does not say what {name} is")
        shapes = self.chunks(tensors[0], 2)
        parts = [part for shape in shapes for part in self.chunks(shape, 1)]
        shape = tuple(self.dimension(part) for part in parts)
        return Port(name=name, type=_TYPES.get(types[0], f"type {types[0]}"), shape=shape)

    def dimension(self, span: slice) -> int | str:
        """Return a size, or what a free one is called."""
        if sizes := self.numbers(span, 1):
            return sizes[0]
        return "".join(self.text(part) for part in self.chunks(span, 2)) or "?"

    def chunks(self, span: slice, wanted: int) -> list[slice]:
        """Return the contents of the field `wanted`."""
        return [v for n, v in self.fields(span) if n == wanted and isinstance(v, slice)]

    def numbers(self, span: slice, wanted: int) -> list[int]:
        """Return the numbers in the field `wanted`."""
        return [v for n, v in self.fields(span) if n == wanted and isinstance(v, int)]

    def text(self, part: slice) -> str:
        """Return a name, cut where no name goes on."""
        end = min(part.stop, part.start + _NAME)
        return self._data[part.start : end].decode(errors="backslashreplace")

    def fields(self, span: slice) -> Iterator[tuple[int, Value]]:
        """Yield number and value of each field; one of fixed size is a span too."""
        at, end = span.start, span.stop
        while at < end:
            self._left -= 1
            if self._left < 0:
                raise _malformed(f"has more than {_FIELDS} fields")
            key, at = read_varint(self._data, at, end)
            if key & 7 == _VARINT:
                number, at = read_varint(self._data, at, end)
                yield key >> 3, number
                continue
            size = _FIXED.get(key & 7, -1)
            if key & 7 == _CHUNK:
                size, at = read_varint(self._data, at, end)
            if not 0 <= size <= end - at:
                raise _malformed("is cut off, or not in protobuf's wire format")
            yield key >> 3, slice(at, at + size)
            at += size


def _malformed(problem: str) -> MalformedOnnxError:
    return MalformedOnnxError(
        f"the file {problem}"[:300],
        expected="an ONNX model in one file",
        remedy="export it again as one file",
    )
