"""The scan before any runtime sees a graph: fields, operators, sizes, names, tensor contract.

Neither onnx.checker nor a runtime refuses hidden payloads, foreign operators or a function that
never ends. Standard library only. Source of the field numbers: onnx.proto of ONNX 1.23.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass

from release.errors import OperatorError, ParityError
from release.pin import Contract
from release.prove.wire import (
    BYTES,
    EXTERNAL,
    MANY_BYTES,
    NUMBER,
    NUMBERS,
    Field,
    Message,
    malformed,
)

ALLOWED = frozenset({"Add", "Concat", "Conv", "MaxPool", "Relu", "Resize", "Shape", "Sigmoid"})
"""All that U2NETP needs. None of them branches, loops, calls, or makes a tensor from nothing."""

NODE_LIMIT = 2000
NUMBER_LIMIT = 1 << 24
_ITEM_SIZES = {1: 4, 7: 8}
"""TensorProto.DataType FLOAT and INT64: bytes of one number."""
_FLOAT = 1
_NAME = re.compile(r"[A-Za-z0-9_.:/-]{1,128}")

_ATTRIBUTE = {1: BYTES, 3: NUMBER, 4: BYTES, 8: NUMBERS, 20: NUMBER}
_NODE = {
    1: MANY_BYTES,
    2: MANY_BYTES,
    3: BYTES,
    4: BYTES,
    5: Field.message(_ATTRIBUTE, many=True),
    7: BYTES,
}
_TENSOR = {1: NUMBERS, 2: NUMBER, 8: BYTES, 9: BYTES, 13: EXTERNAL, 14: EXTERNAL}
_SHAPE = {1: Field.message({1: NUMBER, 2: BYTES}, many=True)}
_TYPE = {1: Field.message({1: NUMBER, 2: Field.message(_SHAPE)})}
_VALUE = {1: BYTES, 2: Field.message(_TYPE)}
_GRAPH = {
    1: Field.message(_NODE, many=True),
    2: BYTES,
    5: Field.message(_TENSOR, many=True),
    11: Field.message(_VALUE, many=True),
    12: Field.message(_VALUE, many=True),
}
_MODEL = {
    1: NUMBER,
    2: BYTES,
    7: Field.message(_GRAPH),
    8: Field.message({1: BYTES, 2: NUMBER}, many=True),
    14: Field.message({1: BYTES, 2: BYTES}, many=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """An input or output of the graph: name and dimensions, a free one by its name."""

    name: str
    shape: tuple[int | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What a graph is, read without running it. `operators` is a census sorted by name."""

    ir: int
    opset: int
    operators: tuple[tuple[str, int], ...]
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]

    def require(self, contract: Contract) -> "Scanned":
        """Return this if the graph promises what `contract` asks for; raises ParityError."""
        expected = Scanned(
            ir=contract.ir,
            opset=contract.opset,
            operators=self.operators,
            inputs=(Port(name=contract.input, shape=(1, 3, "height", "width")),),
            outputs=(Port(name=contract.output, shape=(1, 1, "height", "width")),),
        )
        if self != expected:
            raise ParityError(
                f"the graph promises IR {self.ir}, opset {self.opset}, "
                f"{_ports(self.inputs)} to {_ports(self.outputs)}",
                expected=f"IR {expected.ir}, opset {expected.opset}, "
                f"{_ports(expected.inputs)} to {_ports(expected.outputs)}",
                remedy="export the graph again with scripts/export.py",
            )
        return self


def scan(data: bytes) -> Scanned:
    """Return what the graph in `data` is.

    Raises OperatorError for an operator that is not allowed, ExternalDataError for data outside
    the file, MalformedOnnxError for everything else we do not write: functions, training data,
    subgraphs, hidden bytes, names that clash.
    """
    model = Message(memoryview(data), _MODEL, what="the model")
    graph = model.message(7)
    nodes = graph.messages(1)
    if len(nodes) > NODE_LIMIT:
        raise malformed(f"it has {len(nodes)} nodes")
    census = Counter(_operator(node) for node in nodes)
    _require_order(graph)
    return Scanned(
        ir=model.number(1),
        opset=_opset(model),
        operators=tuple(sorted(census.items())),
        inputs=tuple(_port(value) for value in graph.messages(11)),
        outputs=tuple(_port(value) for value in graph.messages(12)),
    )


def _opset(model: Message) -> int:
    imports = model.messages(8)
    if len(imports) != 1 or imports[0].text(1):
        raise malformed("it imports other operator sets than ONNX's own")
    return imports[0].number(2)


def _operator(node: Message) -> str:
    domain, operator = node.text(7), node.text(4)
    if domain or operator not in ALLOWED:
        raise OperatorError(
            f"the graph uses {domain}:{operator}" if domain else f"the graph uses {operator}",
            expected=f"only {', '.join(sorted(ALLOWED))}",
            remedy="export the graph again with scripts/export.py",
        )
    return operator


def _require_order(graph: Message) -> None:
    """Refuse a name that is used before it exists, exists twice, or is never used."""
    known = [_name(value.text(1)) for value in graph.messages(11)]
    known += [_constant(tensor) for tensor in graph.messages(5)]
    defined, used = set(known), {value.text(1) for value in graph.messages(12)}
    for node in graph.messages(1):
        inputs = {name for name in node.texts(1) if name}
        if not inputs <= defined:
            raise malformed(f"it reads {min(inputs - defined)!r} before it exists")
        used |= inputs
        known += (outputs := [_name(name) for name in node.texts(2)])
        defined |= set(outputs)
    if len(known) != len(defined) or used != defined:
        raise malformed("a name stands twice, or is never used")


def _constant(tensor: Message) -> str:
    """Return the name of a constant whose bytes are exactly those its shape asks for."""
    name, shape = _name(tensor.text(8)), tensor.numbers(1)
    item = _ITEM_SIZES.get(tensor.number(2))
    if item is None or min(shape, default=1) < 0 or math.prod(shape) > NUMBER_LIMIT:
        raise malformed(f"the constant {name} has an unknown type or an impossible shape")
    if len(tensor.chunk(9)) != math.prod(shape) * item:
        raise malformed(f"the constant {name} hides or lacks bytes")
    return name


def _port(value: Message) -> Port:
    tensor = value.message(2).message(1)
    if tensor.number(1) != _FLOAT:
        raise malformed(f"{value.text(1)} is not float32")
    dimensions = tensor.message(2).messages(1)
    return Port(name=value.text(1), shape=tuple(d.text(2) or d.number(1) for d in dimensions))


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise malformed(f"it holds the name {name!r}"[:200])
    return name


def _ports(ports: tuple[Port, ...]) -> str:
    return ", ".join(f"{port.name} {list(port.shape)}" for port in ports)[:200]
