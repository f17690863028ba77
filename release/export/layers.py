"""U2NETP as data: its stages, their convolutions, and the state dict they leave behind.

Source: upstream's `model/u2net.py` at the pinned commit (classes RSU7, RSU6, RSU5, RSU4, RSU4F
and U2NETP). This module is plain data: the graph and the check of a checkpoint both follow it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

SIDES = range(1, 7)
"""The six side outputs, `side1` … `side6`; `outconv` fuses them."""

OPTIONAL = "num_batches_tracked"
"""The counter that a checkpoint made before PyTorch 0.4.1 lacks; inference never reads it."""

_NORM = ("weight", "bias", "running_mean", "running_var")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One REBNCONV: 3x3 convolution, batch norm, ReLU. Its padding equals its dilation."""

    name: str
    inputs: int
    outputs: int
    dilation: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One RSU block. `depth` is the 7 of RSU7; the flat block RSU4F has depth 0."""

    name: str
    depth: int
    inputs: int
    middle: int = 16
    outputs: int = 64

    def layers(self) -> tuple[Layer, ...]:
        """Return the convolutions of the block, in upstream's order."""
        pairs = _deep(self) if self.depth else _flat(self)
        return (
            Layer(name=f"{self.name}.rebnconvin", inputs=self.inputs, outputs=self.outputs),
            *pairs,
            Layer(name=f"{self.name}.rebnconv1d", inputs=2 * self.middle, outputs=self.outputs),
        )


def _deep(stage: Stage) -> Iterator[Layer]:
    """RSU7 … RSU4: down by pooling, the last layer dilated, up by interpolation."""
    name, middle, last = f"{stage.name}.rebnconv", stage.middle, stage.depth
    yield Layer(name=f"{name}1", inputs=stage.outputs, outputs=middle)
    for i in range(2, last):
        yield Layer(name=f"{name}{i}", inputs=middle, outputs=middle)
    yield Layer(name=f"{name}{last}", inputs=middle, outputs=middle, dilation=2)
    for i in range(last - 1, 1, -1):
        yield Layer(name=f"{name}{i}d", inputs=2 * middle, outputs=middle)


def _flat(stage: Stage) -> Iterator[Layer]:
    """RSU4F: no pooling, growing dilation instead."""
    name, middle = f"{stage.name}.rebnconv", stage.middle
    yield Layer(name=f"{name}1", inputs=stage.outputs, outputs=middle)
    for i, dilation in ((2, 2), (3, 4), (4, 8)):
        yield Layer(name=f"{name}{i}", inputs=middle, outputs=middle, dilation=dilation)
    for i, dilation in ((3, 4), (2, 2)):
        yield Layer(name=f"{name}{i}d", inputs=2 * middle, outputs=middle, dilation=dilation)


ENCODER = (
    Stage(name="stage1", depth=7, inputs=3),
    Stage(name="stage2", depth=6, inputs=64),
    Stage(name="stage3", depth=5, inputs=64),
    Stage(name="stage4", depth=4, inputs=64),
    Stage(name="stage5", depth=0, inputs=64),
    Stage(name="stage6", depth=0, inputs=64),
)

DECODER = (
    Stage(name="stage5d", depth=0, inputs=128),
    Stage(name="stage4d", depth=4, inputs=128),
    Stage(name="stage3d", depth=5, inputs=128),
    Stage(name="stage2d", depth=6, inputs=128),
    Stage(name="stage1d", depth=7, inputs=128),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one entry of the state dict must be."""

    name: str
    shape: tuple[int, ...]
    dtype: str = "float32"


def state_dict() -> Iterator[Entry]:
    """Yield the 798 entries of upstream's `U2NETP(3, 1).state_dict()`, in upstream's order."""
    for stage in (*ENCODER, *DECODER):
        for layer in stage.layers():
            yield from _layer_entries(layer)
    for side in SIDES:
        yield Entry(name=f"side{side}.weight", shape=(1, 64, 3, 3))
        yield Entry(name=f"side{side}.bias", shape=(1,))
    yield Entry(name="outconv.weight", shape=(1, len(SIDES), 1, 1))
    yield Entry(name="outconv.bias", shape=(1,))


def parameters() -> int:
    """Return how many numbers upstream trained: all but the averages of batch normalisation."""
    trained = (e for e in state_dict() if e.name.rpartition(".")[2] in {"weight", "bias"})
    return sum(prod(entry.shape) for entry in trained)


def _layer_entries(layer: Layer) -> Iterator[Entry]:
    shape = (layer.outputs, layer.inputs, 3, 3)
    yield Entry(name=f"{layer.name}.conv_s1.weight", shape=shape)
    yield Entry(name=f"{layer.name}.conv_s1.bias", shape=(layer.outputs,))
    for part in _NORM:
        yield Entry(name=f"{layer.name}.bn_s1.{part}", shape=(layer.outputs,))
    yield Entry(name=f"{layer.name}.bn_s1.{OPTIONAL}", shape=(), dtype="int64")
