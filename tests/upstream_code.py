"""A stand-in for upstream's model/u2net.py: our own text of the same network, for torch.

Upstream's file is not ours to put into a repository. This one is written from the paper's figure
and the state dict: same names, same shapes, same arithmetic, other words. It passes the list of
allowed sentences (release/export/upstream_code.py), so a test can run it as the oracle runs
upstream's; with upstream's own file the canonical forms are the same bytes (docs/benchmarks.md).
"""

from collections.abc import Iterator

_HEAD = """\
# U2NETP for torch: a stand-in with upstream's names. Written by tests/upstream_code.py.
import torch
import torch.nn as nn
import torch.nn.functional as F


class Layer(nn.Module):
    def __init__(self, inputs, outputs, dilation=1):
        super().__init__()
        self.conv_s1 = nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation)
        self.bn_s1 = nn.BatchNorm2d(outputs)
        self.relu_s1 = nn.ReLU()

    def forward(self, x):
        return self.relu_s1(self.bn_s1(self.conv_s1(x)))


def up(x, like):
    return F.interpolate(x, size=like.shape[2:], mode="bilinear", align_corners=False)


def join(x, skip):
    return torch.cat((x, skip), 1)

"""

_DEPTHS = (7, 6, 5, 4)
_STAGES = (7, 6, 5, 4, 0, 0)
"""The depths of the encoder's stages; the decoder has the first five again, with a `d`."""


def source() -> bytes:
    """Return the text of the module."""
    classes = ["\n".join(_deep(depth)) for depth in _DEPTHS]
    return (
        _HEAD + "\n\n".join(["", *classes, "\n".join(_flat()), "\n".join(_network()), ""])
    ).encode()


def _deep(depth: int) -> Iterator[str]:
    """Yield the class of one RSU block: down by pooling, the last layer dilated, up again."""
    yield from _class(f"Deep{depth}")
    yield from _members(dict.fromkeys(range(1, depth), 1) | {depth: 2}, range(depth - 1, 0, -1))
    for i in range(1, depth - 1):
        yield f"        self.pool{i} = nn.MaxPool2d(2, stride=2, ceil_mode=True)"
    yield from _forward()
    for i in range(1, depth):
        pooled = "start" if i == 1 else f"self.pool{i - 1}(x{i - 1})"
        yield f"        x{i} = self.rebnconv{i}({pooled})"
    yield f"        x = self.rebnconv{depth}(x{depth - 1})"
    for i in range(depth - 1, 1, -1):
        yield f"        x = up(self.rebnconv{i}d(join(x, x{i})), x{i - 1})"
    yield "        return self.rebnconv1d(join(x, x1)) + start"


def _flat() -> Iterator[str]:
    """Yield the class of the block without pooling, whose dilation grows instead."""
    yield from _class("Flat")
    yield from _members({1: 1, 2: 2, 3: 4, 4: 8}, (3, 2, 1), {3: 4, 2: 2, 1: 1})
    yield from _forward()
    for i in (1, 2, 3):
        yield f"        x{i} = self.rebnconv{i}({'start' if i == 1 else f'x{i - 1}'})"
    yield "        x = self.rebnconv4(x3)"
    for i in (3, 2):
        yield f"        x = self.rebnconv{i}d(join(x, x{i}))"
    yield "        return self.rebnconv1d(join(x, x1)) + start"


def _class(name: str) -> Iterator[str]:
    yield f"class {name}(nn.Module):"
    yield "    def __init__(self, inputs, middle, outputs):"
    yield "        super().__init__()"
    yield "        self.rebnconvin = Layer(inputs, outputs)"


def _members(
    down: dict[int, int], up: "range | tuple[int, ...]", dilations: dict[int, int] | None = None
) -> Iterator[str]:
    for i, dilation in down.items():
        inputs = "outputs" if i == 1 else "middle"
        yield f"        self.rebnconv{i} = Layer({inputs}, middle, {dilation})"
    for i in up:
        to, dilation = "outputs" if i == 1 else "middle", (dilations or {}).get(i, 1)
        yield f"        self.rebnconv{i}d = Layer(middle * 2, {to}, {dilation})"


def _forward() -> Iterator[str]:
    yield ""
    yield "    def forward(self, x):"
    yield "        start = self.rebnconvin(x)"


def _network() -> Iterator[str]:
    """Yield the class of the whole network, with its seven maps."""
    yield "class U2NETP(nn.Module):"
    yield "    def __init__(self, in_ch=3, out_ch=1):"
    yield "        super().__init__()"
    for i, depth in enumerate(_STAGES, 1):
        yield f"        self.stage{i} = {_block(depth)}({'in_ch' if i == 1 else 64}, 16, 64)"
    for i in range(1, 6):
        yield f"        self.pool{i} = nn.MaxPool2d(2, stride=2, ceil_mode=True)"
    for i, depth in reversed(tuple(enumerate(_STAGES[:5], 1))):
        yield f"        self.stage{i}d = {_block(depth)}(128, 16, 64)"
    for i in range(1, 7):
        yield f"        self.side{i} = nn.Conv2d(64, out_ch, 3, padding=1)"
    yield "        self.outconv = nn.Conv2d(out_ch * 6, out_ch, 1)"
    yield ""
    yield "    def forward(self, x):"
    for i in range(1, 7):
        yield f"        x{i} = self.stage{i}({'x' if i == 1 else f'self.pool{i - 1}(x{i - 1})'})"
    yield "        d6 = x6"
    for i in range(5, 0, -1):
        yield f"        d{i} = self.stage{i}d(join(up(d{i + 1}, x{i}), x{i}))"
    yield "        s1 = self.side1(d1)"
    for i in range(2, 7):
        yield f"        s{i} = up(self.side{i}(d{i}), s1)"
    sides = ", ".join(f"s{i}" for i in range(1, 7))
    yield f"        s0 = self.outconv(torch.cat(({sides}), 1))"
    yield f"        return {', '.join(f'F.sigmoid(s{i})' for i in range(7))}"


def _block(depth: int) -> str:
    return f"Deep{depth}" if depth else "Flat"
