"""How batch norm can be folded into a convolution (an edge: numpy).

There is one result in theory and several in bits. Ours is computed in float64 and rounded once.
PyTorch's exporters compute in float32: onnxscript with numpy, TorchScript with the square root of
PyTorch's own library, which on some machines is one unit in the last place beside the nearest.
Measured with PyTorch 2.13 on an AVX-512 machine: 24 of 4,096 roots.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

_EPSILON = 1e-5
_NEAR = 64
"""In units of float32's precision: what any order of roundings stays within."""

Array = npt.NDArray[np.float32]
_Any = npt.NDArray[np.float32] | npt.NDArray[np.float64]


class Fold(Enum):
    """What an exporter did with the batch norms."""

    NONE = "kept apart"
    DOUBLE = "folded in float64"
    SINGLE = "folded in float32"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A convolution of the checkpoint; `norm` is scale, shift, mean and variance, or nothing."""

    name: str
    kernel: Array
    bias: Array
    norm: tuple[Array, ...]

    def folded(self, fold: Fold) -> Iterator[tuple[Array, Array]]:
        """Yield each kernel and bias that `fold` can give; every channel stands for itself."""
        if not self.norm or fold is Fold.NONE:
            yield self.kernel, self.bias
            return
        for gamma, beta, mean, root in self._roots(fold):
            scale = gamma / root
            kernel = self.kernel * scale[:, None, None, None]
            bias = (self.bias - mean) * scale + beta
            yield kernel.astype(np.float32), bias.astype(np.float32)

    def _roots(self, fold: Fold) -> Iterator[tuple[_Any, ...]]:
        """Yield scale, shift, mean and root in the precision of `fold`."""
        if fold is Fold.DOUBLE:
            *doubles, wide = (part.astype(np.float64) for part in self.norm)
            yield *doubles, np.sqrt(wide + _EPSILON)
            return
        *rest, variance = self.norm
        root = np.sqrt(variance + np.float32(_EPSILON))
        for toward in (root, np.full_like(root, np.inf), np.zeros_like(root)):
            yield *rest, np.nextafter(root, toward)

    def differing(self, fold: Fold, kernel: Array, bias: Array) -> str:
        """Return which of `kernel` and `bias` is not what `fold` gives; "" for neither."""
        kernels = np.zeros(len(bias), bool)
        both = np.zeros(len(bias), bool)
        for wanted, shift in self.folded(fold):
            same = (_bits(wanted) == _bits(kernel)).reshape(len(bias), -1).all(axis=1)
            kernels |= same
            both |= same & (_bits(shift) == _bits(bias))
        if both.all():
            return ""
        return "weight" if not kernels.all() else "bias"

    def near(self, kernel: Array, bias: Array) -> bool:
        """Tell whether rounding alone could lead from this layer to `kernel` and `bias`."""
        ((wanted, shift),) = self.folded(Fold.DOUBLE)
        room = np.finfo(np.float32).eps * _NEAR
        # Where bias and mean nearly cancel, the error is that of the larger terms.
        terms = sum((abs(part) for part in self.norm[1:3]), start=abs(self.bias))
        weights = abs(kernel - wanted) <= room * abs(wanted)
        shifts = abs(bias - shift) <= room * (1 + abs(shift) + terms)
        return bool(weights.all() and shifts.all())


def _bits(numbers: Array) -> npt.NDArray[np.uint32]:
    """Compare by bits: NaN is NaN, and minus zero is not zero."""
    return np.ascontiguousarray(numbers).view(np.uint32)
