"""The weights as numbers (an edge: numpy): checked, and with batch norm folded in."""

import numpy as np
import numpy.typing as npt

from release.export.state import Tensor, not_u2netp, require_u2netp

Floats = npt.NDArray[np.float32]
_EPSILON = 1e-5
"""PyTorch's default for BatchNorm2d, which upstream uses."""


class Weights:
    """The float entries of a checked state dict."""

    def __init__(self, tensors: tuple[Tensor, ...]) -> None:
        """Check names, shapes, dtypes and values.

        Raises ParityError, also for NaN, infinity and a negative variance: each of them would
        load, run, and answer nonsense.
        """
        require_u2netp(tensors)
        self._arrays = {t.name: _array(t) for t in tensors if t.dtype == "float32"}
        for name, array in self._arrays.items():
            if not np.isfinite(array).all():
                raise not_u2netp(f"has NaN or infinity in {name}")
            if name.endswith("running_var") and (array < 0).any():
                raise not_u2netp(f"has a negative variance in {name}")

    def plain(self, name: str) -> tuple[Floats, Floats]:
        """Return weight and bias of the convolution `name`, which has no batch norm."""
        return self._arrays[f"{name}.weight"], self._arrays[f"{name}.bias"]

    def folded(self, name: str) -> tuple[Floats, Floats]:
        """Return weight and bias of the layer `name` with its batch norm folded in.

        In float64, each step one correctly rounded IEEE operation, then rounded once: the bytes
        are the same on every machine. Folding in float32 moves the last bits of 37 % of the
        weights. Raises ParityError when a finite entry leads to infinity.
        """
        weight, bias = (a.astype(np.float64) for a in self.plain(f"{name}.conv_s1"))
        gamma, beta = (a.astype(np.float64) for a in self.plain(f"{name}.bn_s1"))
        mean = self._arrays[f"{name}.bn_s1.running_mean"].astype(np.float64)
        variance = self._arrays[f"{name}.bn_s1.running_var"].astype(np.float64)
        scale = gamma / np.sqrt(variance + _EPSILON)
        shifted = (bias - mean) * scale + beta
        scaled = weight * scale[:, None, None, None]
        with np.errstate(over="ignore"):  # asked for below, by name
            rounded = scaled.astype(np.float32), shifted.astype(np.float32)
        if not all(np.isfinite(array).all() for array in rounded):
            raise not_u2netp(f"gives infinity when {name} is folded")
        return rounded


def _array(tensor: Tensor) -> Floats:
    return np.frombuffer(tensor.data, np.dtype("<f4")).reshape(tensor.shape)
