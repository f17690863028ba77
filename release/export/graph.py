"""The graph of U2NETP, written straight from the weights (an edge: onnx, numpy).

No exporter, no torch, no upstream code: the six side maps are fused as upstream does, only the
fused map `d0` is kept. Sizes are read from the graph itself (Shape, Concat), so any height and
width from 1 on will do. A graph for one size alone has constant scales instead, which a runtime
can plan ahead. Upstream pools with `ceil_mode=True` and interpolates bilinearly with
`align_corners=False`, which ONNX calls `linear` and `half_pixel`.
"""

import numpy as np

from release.canonical import invalid
from release.export.checkpoint import read_checkpoint
from release.export.layers import DECODER, ENCODER, SIDES, Layer, Stage
from release.export.metadata import metadata
from release.export.weights import Floats, Weights
from release.export.writer import Value, Writer
from release.names import FREE
from release.pin import Contract, Pin

LAYOUT = 1
"""The number of this layout. Raise it whenever the same checkpoint would give other bytes."""

OPSET = 17
IR = 8


def export(pin: Pin, checkpoint: bytes, size: int | None = None) -> bytes:
    """Return the ONNX graph of `checkpoint` under the contract of `pin`: same input, same bytes.

    With `size`, a multiple of 32, it is for images of that height and width alone. Raises
    ParityError when the checkpoint is not a plain U2NETP state dict, InvalidRecordError when the
    pin asks for a layout this exporter does not write.
    """
    _require_layout(pin.contract)
    graph = _Graph(Weights(read_checkpoint(checkpoint)), scaled=size is not None)
    graph.build(pin.contract)
    shape = (size, size) if size else FREE
    return graph.writer.dump(pin.contract, name=pin.model, shape=shape, metadata=metadata(pin))


def _require_layout(contract: Contract) -> None:
    if (contract.layout, contract.opset, contract.ir) != (LAYOUT, OPSET, IR):
        raise invalid(
            "pin.export",
            f"asks for layout {contract.layout}, opset {contract.opset}, IR {contract.ir}; "
            f"the exporter writes layout {LAYOUT}, opset {OPSET}, IR {IR}",
        )


class _Graph:
    """Follows upstream's forward pass and writes a node for each step."""

    def __init__(self, weights: Weights, *, scaled: bool) -> None:
        self.writer = Writer()
        self._weights = weights
        self._target = self._scales if scaled else self._sizes
        self._heights: dict[int, str] = {}
        self._shapes: dict[tuple[int, int], str] = {}

    def build(self, contract: Contract) -> None:
        x = Value(name=contract.input, channels=3, level=0)
        encoded = []
        for i, stage in enumerate(ENCODER, start=1):
            encoded.append(x := self._stage(stage, x))
            if i < len(ENCODER):
                x = self._pool(x, f"pool{i}{i + 1}")
        decoded = [x]
        for stage, skip in zip(DECODER, reversed(encoded[:-1]), strict=True):
            x = self._resize(x, skip, f"{stage.name}.up")
            x = self._stage(stage, self._concat([x, skip], f"{stage.name}.cat"))
            decoded.insert(0, x)
        self._fuse(decoded, contract.output)

    def _fuse(self, decoded: list[Value], output: str) -> None:
        """Bring the six side maps to the size of the first and fuse them by `outconv`."""
        sides: list[Value] = []
        for i, x in zip(SIDES, decoded, strict=True):
            side = self._conv(x, f"side{i}", self._weights.plain(f"side{i}"), dilation=1)
            sides.append(self._resize(side, sides[0], f"side{i}.up") if sides else side)
        fused = self._concat(sides, "sides")
        logits = self._conv(fused, "outconv", self._weights.plain("outconv"), dilation=0)
        self.writer.node("Sigmoid", [logits.name], output)

    def _stage(self, stage: Stage, x: Value) -> Value:
        """Write an RSU block: its layers, and the sum with its first layer's output."""
        first, *inner, last = stage.layers()
        start = self._layer(first, x)
        body = self._deep if stage.depth else self._flat
        end = self._layer(last, body(stage, inner, start))
        name = self.writer.node("Add", [end.name, start.name], stage.name)
        return Value(name=name, channels=stage.outputs, level=x.level)

    def _deep(self, stage: Stage, inner: list[Layer], x: Value) -> Value:
        down, bottom, up = inner[: stage.depth - 1], inner[stage.depth - 1], inner[stage.depth :]
        skips: list[Value] = []
        for i, layer in enumerate(down, start=1):
            skips.append(x := self._layer(layer, x))
            if layer is not down[-1]:
                x = self._pool(x, f"{stage.name}.pool{i}")
        x = self._layer(bottom, x)
        for layer in up:
            x = self._layer(layer, self._concat([x, skips.pop()], f"{layer.name}.cat"))
            x = self._resize(x, skips[-1], f"{layer.name}.up")
        return self._concat([x, skips.pop()], f"{stage.name}.rebnconv1d.cat")

    def _flat(self, stage: Stage, inner: list[Layer], x: Value) -> Value:
        down, bottom, up = inner[:3], inner[3], inner[4:]
        skips = [x := self._layer(layer, x) for layer in down]
        x = self._layer(bottom, x)
        for layer in up:
            x = self._layer(layer, self._concat([x, skips.pop()], f"{layer.name}.cat"))
        return self._concat([x, skips.pop()], f"{stage.name}.rebnconv1d.cat")

    def _layer(self, layer: Layer, x: Value) -> Value:
        y = self._conv(x, layer.name, self._weights.folded(layer.name), dilation=layer.dilation)
        self.writer.node("Relu", [y.name], layer.name)
        return Value(name=layer.name, channels=y.channels, level=y.level)

    def _conv(self, x: Value, name: str, weights: tuple[Floats, Floats], *, dilation: int) -> Value:
        """Write a convolution padded by its dilation; dilation 0 means 1x1 without padding."""
        weight, bias = weights
        constants = [
            self.writer.constant(f"{name}.weight", weight),
            self.writer.constant(f"{name}.bias", bias),
        ]
        output = self.writer.node(
            "Conv",
            [x.name, *constants],
            f"{name}.conv",
            dilations=[max(dilation, 1)] * 2,
            kernel_shape=list(weight.shape[2:]),
            pads=[dilation] * 4,
        )
        return Value(name=output, channels=weight.shape[0], level=x.level)

    def _pool(self, x: Value, name: str) -> Value:
        window = [2, 2]
        self.writer.node(
            "MaxPool", [x.name], name, ceil_mode=1, kernel_shape=window, strides=window
        )
        return Value(name=name, channels=x.channels, level=x.level + 1)

    def _concat(self, parts: list[Value], name: str) -> Value:
        self.writer.node("Concat", [part.name for part in parts], name, axis=1)
        return Value(name=name, channels=sum(p.channels for p in parts), level=parts[0].level)

    def _resize(self, x: Value, like: Value, name: str) -> Value:
        self.writer.node(
            "Resize",
            [x.name, "", *self._target(x, like)],
            name,
            coordinate_transformation_mode="half_pixel",
            mode="linear",
        )
        return Value(name=name, channels=x.channels, level=like.level)

    def _scales(self, x: Value, like: Value) -> list[str]:
        """Return the input of Resize that says how many times larger `like` is than `x`."""
        times = 2 ** (x.level - like.level)
        return [self.writer.constant(f"scale_{times}", np.array([1, 1, times, times], np.float32))]

    def _sizes(self, x: Value, like: Value) -> list[str]:
        """Return no scales, then the name of [1, channels, height and width of `like`]."""
        level, channels = like.level, x.channels
        if level not in self._heights:
            self._heights[level] = self.writer.node(
                "Shape", [like.name], f"size{level}", start=2, end=4
            )
        if (level, channels) not in self._shapes:
            front = self.writer.constant(f"one_by_{channels}", np.array([1, channels], np.int64))
            name = f"shape{level}_{channels}"
            self.writer.node("Concat", [front, self._heights[level]], name, axis=0)
            self._shapes[level, channels] = name
        return ["", self._shapes[level, channels]]
