"""The scan before any parser or runtime sees a graph: fields, operators, sizes, names, ports.

Neither onnx.checker nor a runtime refuses hidden payloads, foreign operators or a function that
never ends. Standard library only; the time is bounded by counts, not by the file's size.
"""

import re
from collections import Counter
from dataclasses import dataclass

from release.artifact import Digest
from release.errors import ParityError
from release.names import FREE
from release.pin import Contract
from release.prove import tables
from release.prove.constants import DIMENSION_LIMIT, Constant, read_constant
from release.prove.flow import Flow
from release.prove.rules import OPERATORS, Node, Rules, require_name
from release.prove.skeleton import skeleton
from release.prove.wire import Message, malformed

ALLOWED = frozenset(OPERATORS)

FILE_LIMIT = 16 << 20
METADATA_KEYS = frozenset(
    {"changes", "checkpoint_sha256", "licence", "upstream_commit", "upstream_repository"}
)
_METADATA_VALUE = re.compile(r"[ -~]{1,2000}")
_OTHER_FILES = {
    b"<": "a web page",
    b"PK\x03\x04": "a zip archive",
    b"version https://git": "a Git LFS pointer",
}
_FLOAT = 1
_METADATA_TAG_BYTES = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """An input or output of the graph: name and dimensions, a free one by its name."""

    name: str
    shape: tuple[int | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What a graph is, read without running it. `operators` is a census sorted by name.

    `weights` are the constants that convolutions read, `helpers` the others, both in the order of
    the file. `skeleton` is the digest of everything but the weights' numbers and the metadata.
    """

    ir: int
    opset: int
    operators: tuple[tuple[str, int], ...]
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    weights: tuple[Constant, ...]
    helpers: tuple[Constant, ...]
    metadata: tuple[tuple[str, str], ...]
    skeleton: Digest

    def require(self, contract: Contract, size: int | None = None) -> "Scanned":
        """Return this if the graph promises what `contract` asks for; raises ParityError.

        It must take any height and width, or with `size` that one alone.
        """
        shape = (size, size) if size else FREE
        inputs = (Port(name=contract.input, shape=(1, 3, *shape)),)
        outputs = (Port(name=contract.output, shape=(1, 1, *shape)),)
        expected = (contract.ir, contract.opset, inputs, outputs)
        if (self.ir, self.opset, self.inputs, self.outputs) != expected:
            raise ParityError(
                f"the graph promises IR {self.ir}, opset {self.opset}, "
                f"{_ports(self.inputs)} to {_ports(self.outputs)}",
                expected=f"IR {contract.ir}, opset {contract.opset}, "
                f"{_ports(inputs)} to {_ports(outputs)}",
                remedy="export the graph again with scripts/export.py",
            )
        return self


def scan(data: bytes) -> Scanned:
    """Return what the graph in `data` is.

    Raises OperatorError for an operator that is not allowed, ExternalDataError for data outside
    the file, MalformedOnnxError for everything else we do not write: functions, training data,
    subgraphs, hidden bytes, names that clash, maps that do not fit.
    """
    for start, kind in _OTHER_FILES.items():
        if data.startswith(start):
            raise malformed(f"it is {kind}")
    if not 0 < len(data) <= FILE_LIMIT:
        raise malformed(f"it has {len(data)} bytes, not 1 to {FILE_LIMIT}")
    model = Message(data, tables.MODEL)
    if model.text(2):
        raise malformed("it names a producer")
    opset = _opset(Message(data, tables.OPSET, model.span(8)))
    metadata = _metadata(data, model)
    graph = Message(data, tables.GRAPH, model.span(7))
    require_name(graph.text(2))
    rules = Rules(data)
    nodes = [rules.node(span) for span in graph.spans(1)]
    constants = _constants(data, graph)
    image, answer = (_port(data, graph.span(field)) for field in (11, 12))
    weights = _follow(nodes, constants, image, answer)
    left_out = [constants[name].span for name in weights]
    left_out += [_whole_entry(span) for span in model.spans(14)]
    return Scanned(
        ir=model.number(1),
        opset=opset,
        operators=tuple(sorted(Counter(node.operator for node in nodes).items())),
        inputs=(image,),
        outputs=(answer,),
        weights=tuple(c for name, c in constants.items() if name in weights),
        helpers=tuple(c for name, c in constants.items() if name not in weights),
        metadata=metadata,
        skeleton=skeleton(data, left_out),
    )


def _opset(opset: Message) -> int:
    if opset.text(1):
        raise malformed("it imports another operator set than ONNX's own")
    return opset.number(2)


def _metadata(data: bytes, model: Message) -> tuple[tuple[str, str], ...]:
    """Return the metadata: known keys, in order, with values that any console can show."""
    entries = [Message(data, tables.ENTRY, span) for span in model.spans(14)]
    pairs = tuple((entry.text(1), entry.text(2)) for entry in entries)
    keys = [key for key, _ in pairs]
    if keys != sorted(set(keys)) or not METADATA_KEYS.issuperset(keys):
        raise malformed(f"its metadata has the keys {keys!r}"[:200])
    if not all(_METADATA_VALUE.fullmatch(value) for _, value in pairs):
        raise malformed("its metadata holds an empty, long or odd value")
    return pairs


def _constants(data: bytes, graph: Message) -> dict[str, Constant]:
    view = memoryview(data)
    constants = [read_constant(data, span, view) for span in graph.spans(5)]
    named = {constant.name: constant for constant in constants}
    if len(named) != len(constants):
        raise malformed("a name is given to two constants")
    return named


def _follow(
    nodes: list[Node], constants: dict[str, Constant], image: Port, answer: Port
) -> dict[str, Constant]:
    """Follow every node in the order of the file; return the constants that are weights."""
    flow = Flow(constants, image=image.name, channels=_channels(image))
    for node in nodes:
        flow.step(node)
    end = flow.end(answer.name)
    if (end.channels, end.level) != (_channels(answer), 0):
        raise malformed("its output has another shape than it says")
    return flow.weights


def _port(data: bytes, span: slice) -> Port:
    value = Message(data, tables.VALUE, span)
    name = require_name(value.text(1))
    kind = Message(data, tables.TYPE, value.span(2))
    tensor = Message(data, tables.TENSOR_TYPE, kind.span(1))
    if tensor.number(1) != _FLOAT:
        raise malformed(f"{name} is not float32")
    shape = Message(data, tables.SHAPE, tensor.span(2))
    dimensions = [Message(data, tables.DIMENSION, part) for part in shape.spans(1)]
    return Port(name=name, shape=tuple(_dimension(d, name) for d in dimensions))


def _dimension(dimension: Message, name: str) -> int | str:
    if dimension.has(1) == dimension.has(2):
        raise malformed(f"{name} has a dimension with two values, or none")
    if dimension.has(2):
        return require_name(dimension.text(2))
    if not 1 <= dimension.number(1) <= DIMENSION_LIMIT:
        raise malformed(f"{name} has a dimension of {dimension.number(1)}")
    return dimension.number(1)


def _channels(port: Port) -> int:
    """Return the channels of a port that has batch, channels, height and width."""
    match port.shape:
        case (_, int(channels), _, _):
            return channels
        case _:
            raise malformed(f"{port.name} has the shape {list(port.shape)}")


def _whole_entry(content: slice) -> slice:
    """Return the span of a field of the model with its tag and length, given its content."""
    length = content.stop - content.start
    length_bytes = max(1, -(-length.bit_length() // 7))
    return slice(content.start - length_bytes - _METADATA_TAG_BYTES, content.stop)


def _ports(ports: tuple[Port, ...]) -> str:
    return ", ".join(f"{port.name} {list(port.shape)}" for port in ports)[:200]
