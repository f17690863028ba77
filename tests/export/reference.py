"""U2NETP's forward pass in float64 numpy, after upstream's own code: no table, no ONNX, no torch.

It shares nothing with the exporter but the names of the weights, so both being wrong in the same
way is unlikely. Slow: meant for small images.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Map = npt.NDArray[np.float64]
State = Mapping[str, npt.NDArray[np.float32] | npt.NDArray[np.int64]]


def forward(state: State, image: Map) -> Map:
    """Return the fused map `d0` (height, width) for `image` (3, height, width)."""
    net = _Net(state)
    h1 = net.deep("stage1", 7, image)
    h2 = net.deep("stage2", 6, _pool(h1))
    h3 = net.deep("stage3", 5, _pool(h2))
    h4 = net.deep("stage4", 4, _pool(h3))
    h5 = net.flat("stage5", _pool(h4))
    h6 = net.flat("stage6", _pool(h5))
    d5 = net.flat("stage5d", _join(_up(h6, h5), h5))
    d4 = net.deep("stage4d", 4, _join(_up(d5, h4), h4))
    d3 = net.deep("stage3d", 5, _join(_up(d4, h3), h3))
    d2 = net.deep("stage2d", 6, _join(_up(d3, h2), h2))
    d1 = net.deep("stage1d", 7, _join(_up(d2, h1), h1))
    first = net.conv("side1", d1)
    rest = [_up(net.conv(f"side{i}", d), first) for i, d in enumerate((d2, d3, d4, d5, h6), 2)]
    fused: Map = net.conv("outconv", np.concatenate([first, *rest]), padding=0)[0]
    result: Map = 1 / (1 + np.exp(-fused))
    return result


class _Net:
    def __init__(self, state: State) -> None:
        self._state = {name: array.astype(np.float64) for name, array in state.items()}

    def conv(self, name: str, x: Map, *, dilation: int = 1, padding: int = 1) -> Map:
        weight, bias = self._state[f"{name}.weight"], self._state[f"{name}.bias"]
        height, width, size = *x.shape[1:], weight.shape[2]
        padded = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
        total = np.zeros((len(bias), height, width))
        for i in range(size):
            for j in range(size):
                top, left = i * dilation, j * dilation
                part = padded[:, top : top + height, left : left + width]
                total += np.tensordot(weight[:, :, i, j], part, axes=1)
        return total + bias[:, None, None]

    def layer(self, name: str, x: Map, dilation: int = 1) -> Map:
        y = self.conv(f"{name}.conv_s1", x, dilation=dilation, padding=dilation)
        keys = ("weight", "bias", "running_mean", "running_var")
        gamma, beta, mean, variance = (
            self._state[f"{name}.bn_s1.{key}"][:, None, None] for key in keys
        )
        normed: Map = (y - mean) / np.sqrt(variance + 1e-5) * gamma + beta
        return np.maximum(normed, 0)

    def deep(self, name: str, depth: int, x: Map) -> Map:
        x = start = self.layer(f"{name}.rebnconvin", x)
        kept = []
        for i in range(1, depth):
            x = self.layer(f"{name}.rebnconv{i}", x if i == 1 else _pool(x))
            kept.append(x)
        x = self.layer(f"{name}.rebnconv{depth}", x, 2)
        for i in range(depth - 1, 0, -1):
            skip = kept.pop()
            x = self.layer(f"{name}.rebnconv{i}d", _join(_up(x, skip), skip))
        return x + start

    def flat(self, name: str, x: Map) -> Map:
        start = self.layer(f"{name}.rebnconvin", x)
        one = self.layer(f"{name}.rebnconv1", start)
        two = self.layer(f"{name}.rebnconv2", one, 2)
        three = self.layer(f"{name}.rebnconv3", two, 4)
        four = self.layer(f"{name}.rebnconv4", three, 8)
        three = self.layer(f"{name}.rebnconv3d", _join(four, three), 4)
        two = self.layer(f"{name}.rebnconv2d", _join(three, two), 2)
        return self.layer(f"{name}.rebnconv1d", _join(two, one)) + start


def _join(a: Map, b: Map) -> Map:
    return np.concatenate([a, b])


def _pool(x: Map) -> Map:
    """2x2 maximum with stride 2; an odd last row or column stands alone (`ceil_mode=True`)."""
    odd = [(0, 0), *((0, n % 2) for n in x.shape[1:])]
    x = np.pad(x, odd, constant_values=-np.inf)
    channels, height, width = x.shape
    pooled: Map = x.reshape(channels, height // 2, 2, width // 2, 2).max(axis=(2, 4))
    return pooled


def _up(x: Map, like: Map) -> Map:
    """Bilinear to the size of `like`, pixel centres kept (`align_corners=False`)."""
    for axis in (1, 2):
        size, target = x.shape[axis], like.shape[axis]
        at = np.clip((np.arange(target) + 0.5) * size / target - 0.5, 0, size - 1)
        low = np.floor(at).astype(int)
        high = np.minimum(low + 1, size - 1)
        share = (at - low).reshape([-1 if i == axis else 1 for i in range(3)])
        x = np.take(x, low, axis) * (1 - share) + np.take(x, high, axis) * share
    return x
