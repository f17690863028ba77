"""What flows through the graph: every name before it is read, every size known.

Each value is followed without running anything: how many channels a map has, and how often it was
halved. So no map is ever larger than the image, a graph cannot grow by joining maps again and
again, and a runtime finds nothing that does not fit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from release.errors import MalformedOnnxError
from release.prove.constants import Constant
from release.prove.rules import Node
from release.prove.wire import malformed

CHANNEL_LIMIT = 512
LEVEL_LIMIT = 8
_SCALES = {2.0**n: n for n in range(1, 6)}
_SCALES_INPUT = 2
"""The input of Resize that holds scales; the next holds sizes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """A feature map of the image's height and width, halved `level` times."""

    channels: int
    level: int


@dataclass(frozen=True, slots=True)
class _Size:
    """Height and width of the maps of a level, as numbers."""

    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """[1, channels, height, width] of a map to be, as numbers."""

    channels: int
    level: int


_Flowing = Map | _Size | _Target


class Flow:
    """The values known so far, and which of them were read."""

    def __init__(self, constants: Mapping[str, Constant], *, image: str, channels: int) -> None:
        """Start with the constants and the image; raises MalformedOnnxError if they clash."""
        if image in constants:
            raise malformed(f"{image} is both an input and a constant")
        self.weights: dict[str, Constant] = {}
        """The constants that convolutions read."""
        self._constants = constants
        self._values: dict[str, _Flowing] = {image: Map(channels=channels, level=0)}
        self._read: set[str] = set()
        self._steps: Mapping[str, Callable[[Node], _Flowing]] = {
            "Add": self._add,
            "Concat": self._concat,
            "Conv": self._conv,
            "MaxPool": self._pool,
            "Resize": self._resize,
            "Shape": lambda node: _Size(self._map(node, 0).level),
        }

    def step(self, node: Node) -> None:
        """Follow `node`; raises MalformedOnnxError for what it cannot read or would not fit."""
        if node.output in self._values or node.output in self._constants:
            raise malformed(f"the name {node.output} is given twice")
        step = self._steps.get(node.operator)
        self._values[node.output] = step(node) if step else self._map(node, 0)

    def end(self, output: str) -> Map:
        """Return the map called `output`, once every other name was read; MalformedOnnxError."""
        unread = (self._values.keys() | self._constants.keys()) - self._read - {output}
        if unread:
            raise malformed(f"the name {min(unread)} is never used")
        value = self._values.get(output)
        if not isinstance(value, Map):
            raise malformed(f"its output {output[:128]!r} is no feature map")
        return value

    def _conv(self, node: Node) -> Map:
        x, weight, bias = self._map(node, 0), self._constant(node, 1), self._constant(node, 2)
        for constant in (weight, bias):
            self.weights[constant.name] = constant
        kernel, dilations = node.numbers["kernel_shape"], node.numbers["dilations"]
        # Padded so that height and width stay what they are.
        margin = tuple(d * (k - 1) for d, k in zip(dilations, kernel, strict=True))
        fits = (
            (weight.dtype, bias.dtype) == ("float32", "float32")
            and weight.shape[1:] == (x.channels, *kernel)
            and bias.shape == weight.shape[:1]
            and tuple(2 * pad for pad in node.numbers["pads"]) == margin * 2
        )
        _require(node, fits=fits)
        return Map(channels=bias.shape[0], level=x.level)

    def _pool(self, node: Node) -> Map:
        x = self._map(node, 0)
        _require(node, fits=x.level < LEVEL_LIMIT)
        return Map(channels=x.channels, level=x.level + 1)

    def _add(self, node: Node) -> Map:
        x, y = self._map(node, 0), self._map(node, 1)
        _require(node, fits=x == y)
        return x

    def _concat(self, node: Node) -> Map | _Target:
        """Follow both uses: axis 0 writes a target size, axis 1 joins maps."""
        if node.numbers["axis"] == (0,):
            return self._target(node)
        maps = [self._map(node, i) for i in range(len(node.inputs))]
        channels, level = sum(x.channels for x in maps), maps[0].level
        _require(node, fits={x.level for x in maps} == {level} and channels <= CHANNEL_LIMIT)
        return Map(channels=channels, level=level)

    def _target(self, node: Node) -> _Target:
        """Follow [1, channels] put before a size."""
        front, size = self._constant(node, 0).wholes(), self._value(node, 1)
        match front, size:
            case (1, channels), _Size(level) if len(node.inputs) == len(front):
                _require(node, fits=1 <= channels <= CHANNEL_LIMIT)
                return _Target(channels=channels, level=level)
            case _:
                raise _misfit(node)

    def _resize(self, node: Node) -> Map:
        """Follow a resize to a size that was read from a map, or by a constant power of two."""
        x, last = self._map(node, 0), len(node.inputs) - 1
        _require(node, fits=not any(node.inputs[1:last]))
        if last == _SCALES_INPUT:
            match self._constant(node, last).floats():
                case (1.0, 1.0, height, width) if height == width and height in _SCALES:
                    level = x.level - _SCALES[height]
                case _:
                    raise _misfit(node)
        else:
            target = self._value(node, last)
            if not isinstance(target, _Target) or target.channels != x.channels:
                raise _misfit(node)
            level = target.level
        _require(node, fits=level >= 0)
        return Map(channels=x.channels, level=level)

    def _map(self, node: Node, i: int) -> Map:
        value = self._value(node, i)
        if not isinstance(value, Map):
            raise _misfit(node)
        return value

    def _value(self, node: Node, i: int) -> _Flowing:
        name = node.inputs[i]
        if name not in self._values:
            raise malformed(f"a {node.operator} reads {name[:128]!r}, which is not known so far")
        self._read.add(name)
        return self._values[name]

    def _constant(self, node: Node, i: int) -> Constant:
        name = node.inputs[i]
        if name not in self._constants:
            raise malformed(f"a {node.operator} reads {name[:128]!r}, which is no constant")
        self._read.add(name)
        return self._constants[name]


def _require(node: Node, *, fits: bool) -> None:
    if not fits:
        raise _misfit(node)


def _misfit(node: Node) -> MalformedOnnxError:
    return malformed(f"the {node.operator} that gives {node.output} does not fit what it reads")
