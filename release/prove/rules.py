"""What a node may say: the allowed operators, and exactly which attributes each of them has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from release.errors import OperatorError
from release.prove.tables import ATTRIBUTE, NODE
from release.prove.wire import Message, malformed

_INT, _STRING, _INTS = 2, 3, 7
"""AttributeProto.AttributeType."""
_VALUE_FIELD = {_INT: 3, _STRING: 4, _INTS: 8}
_NAME, _TYPE = 1, 20

_NAME_PATTERN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./:-]{0,127}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute as it was read: its type, and the value that this type has."""

    name: str
    kind: int
    numbers: tuple[int, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wholes:
    """Whole numbers from `low` to `high`: a list of `count`, or one alone for a `count` of 0."""

    count: int = 0
    low: int
    high: int

    def allows(self, given: Attribute) -> bool:
        """Tell whether `given` is that."""
        kind = _INTS if self.count else _INT
        fits = given.kind == kind and len(given.numbers) == max(self.count, 1)
        return fits and all(self.low <= number <= self.high for number in given.numbers)


@dataclass(frozen=True, slots=True)
class Word:
    """Exactly this word."""

    word: str

    def allows(self, given: Attribute) -> bool:
        """Tell whether `given` is that word."""
        return given.kind == _STRING and given.text == self.word


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """An allowed operator: its numbers of inputs, and all its attributes, sorted by name.

    None is optional: what a node leaves out, a runtime would fill in by its own defaults.
    """

    inputs: tuple[int, ...]
    attributes: Mapping[str, Wholes | Word]


_WINDOW = Wholes(count=2, low=2, high=2)

OPERATORS: Mapping[str, Operator] = {
    "Add": Operator(inputs=(2,), attributes={}),
    "Concat": Operator(inputs=(2, 3, 4, 5, 6), attributes={"axis": Wholes(low=0, high=1)}),
    "Conv": Operator(
        inputs=(3,),
        attributes={
            "dilations": Wholes(count=2, low=1, high=8),
            "kernel_shape": Wholes(count=2, low=1, high=3),
            "pads": Wholes(count=4, low=0, high=8),
        },
    ),
    "MaxPool": Operator(
        inputs=(1,),
        attributes={
            "ceil_mode": Wholes(low=1, high=1),
            "kernel_shape": _WINDOW,
            "strides": _WINDOW,
        },
    ),
    "Relu": Operator(inputs=(1,), attributes={}),
    "Resize": Operator(
        inputs=(3, 4),
        attributes={
            "coordinate_transformation_mode": Word("half_pixel"),
            "mode": Word("linear"),
        },
    ),
    "Shape": Operator(
        inputs=(1,), attributes={"end": Wholes(low=4, high=4), "start": Wholes(low=2, high=2)}
    ),
    "Sigmoid": Operator(inputs=(1,), attributes={}),
}
"""All that U2NETP needs. None of them branches, loops, calls, or makes a tensor from nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step of the graph. An input that is left out has an empty name."""

    operator: str
    inputs: tuple[str, ...]
    output: str
    numbers: Mapping[str, tuple[int, ...]]
    """The attributes that are numbers, by name; the others can have one value only."""


class Rules:
    """Reads nodes. Attributes with the same bytes are read once: few of them are different."""

    def __init__(self, data: bytes) -> None:
        """Read nodes out of `data`."""
        self._data = data
        self._seen: dict[tuple[str, tuple[bytes, ...]], Mapping[str, tuple[int, ...]]] = {}

    def node(self, span: slice) -> Node:
        """Return the node at `span`.

        Raises OperatorError for an operator that is not allowed, MalformedOnnxError for inputs,
        outputs or attributes that it does not have.
        """
        message = Message(self._data, NODE, span)
        operator = _operator(message)
        inputs = message.texts(1)
        if len(inputs) not in OPERATORS[operator].inputs:
            raise malformed(f"a {operator} has {len(inputs)} inputs")
        output = require_name(message.text(2))
        if message.has(3) and (name := message.text(3)) != output:
            require_name(name)
        contents = tuple(self._data[part] for part in message.spans(5))
        key = (operator, contents)
        if key not in self._seen:
            self._seen[key] = _numbers(operator, contents)
        return Node(operator=operator, inputs=inputs, output=output, numbers=self._seen[key])


def require_name(name: str) -> str:
    """Return `name` if it is one we would give; raises MalformedOnnxError."""
    if not _NAME_PATTERN.fullmatch(name):
        raise malformed(f"it holds the name {name[:128]!r}")
    return name


def _operator(node: Message) -> str:
    operator = node.text(4)
    if node.has(7) or operator not in OPERATORS:
        said = f"{node.text(7)}:{operator}" if node.text(7) else operator
        raise OperatorError(
            f"the graph uses the operator {said[:200]!r}",
            expected=f"only {', '.join(OPERATORS)}, of ONNX's own domain",
            remedy="export the graph again with scripts/export.py",
        )
    return operator


def _numbers(operator: str, contents: tuple[bytes, ...]) -> Mapping[str, tuple[int, ...]]:
    """Return the attributes that are numbers, once all are what the operator must have."""
    rules = OPERATORS[operator].attributes
    given = [_attribute(content) for content in contents]
    names = [attribute.name for attribute in given]
    if names != list(rules):
        raise malformed(
            f"a {operator} has the attributes ({', '.join(names)}), not ({', '.join(rules)})"
        )
    for attribute in given:
        if not rules[attribute.name].allows(attribute):
            value = attribute.text or list(attribute.numbers)
            raise malformed(f"a {operator} has {attribute.name} = {value!r}"[:200])
    return {attribute.name: attribute.numbers for attribute in given}


def _attribute(content: bytes) -> Attribute:
    """Return the attribute; its value must stand in the one field that its type means."""
    message = Message(content, ATTRIBUTE)
    kind, name = message.number(_TYPE), message.text(_NAME)
    values = {number for number in _VALUE_FIELD.values() if message.has(number)}
    if values != {_VALUE_FIELD.get(kind)}:
        raise malformed(f"the attribute {name[:128]!r} has the type {kind} and another value")
    numbers = message.numbers(_VALUE_FIELD[_INTS if kind == _INTS else _INT])
    return Attribute(
        name=name, kind=kind, numbers=numbers, text=message.text(_VALUE_FIELD[_STRING])
    )
