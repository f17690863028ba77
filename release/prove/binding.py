"""Every constant of the graph, bound to the tensors it came from (an edge: numpy).

A second opinion on the exporter: it shares with it the table of U2NETP's layers and nothing else.
Each layer of the checkpoint is recomputed as release/export/weights.py promises (float64, each step
rounded once, one rounding to float32), and must be found in the graph bit for bit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from release.errors import ParityError
from release.export.layers import OPTIONAL, state_dict
from release.export.metadata import metadata
from release.export.state import Tensor, require_u2netp
from release.pin import Pin
from release.prove.constants import Constant
from release.prove.operators import Scanned

HELPERS = {f"one_by_{channels}": (1, channels) for channels in (1, 16, 64)}
"""The constants that are no weights: [1, channels], put before a height and a width."""

SCALES = {f"scale_{times}": (1.0, 1.0, float(times), float(times)) for times in (2, 4, 8, 16, 32)}
"""The same of the graph for one size: how many times larger a map becomes."""

_CONV, _NORM = ".conv_s1.weight", ("weight", "bias", "running_mean", "running_var")
_EPSILON = 1e-5

_Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """What was bound: each number counts, nothing is left over on either side.

    `folded` and `plain` constants came from `tensors` tensors of the checkpoint; `helpers` are
    the named constants without weights; `counters` are tensors that inference never reads.
    """

    folded: int
    plain: int
    helpers: int
    tensors: int
    counters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Expected:
    """A constant that must be there, its bytes, and the tensors it is made of."""

    name: str
    shape: tuple[int, ...]
    data: bytes
    sources: tuple[str, ...]


def bind(scanned: Scanned, tensors: Sequence[Tensor]) -> Binding:
    """Return how the constants of `scanned` and the `tensors` of a checkpoint belong together.

    Raises ParityError when a constant is not exactly what its tensors give, when a constant or a
    tensor is left over or lacks, and when the checkpoint is not U2NETP's.
    """
    require_u2netp(tuple(tensors))
    state = {tensor.name: tensor for tensor in tensors}
    # The pinned checkpoint is finite; another one's infinities are compared like other numbers.
    with np.errstate(all="ignore"):
        expected = [e for name in _convolutions() for e in _expected(name, state)]
    used = {source for one in expected for source in one.sources}
    unused = set(state) - used
    if not all(name.endswith(OPTIONAL) for name in unused):
        raise _unbound(f"nothing is made of {sorted(unused)[:3]}")
    _require_equal(scanned.weights, expected)
    _require_helpers(scanned.helpers)
    folded = sum(len(one.sources) > 1 for one in expected)
    return Binding(
        folded=folded,
        plain=len(expected) - folded,
        helpers=len(scanned.helpers),
        tensors=len(used),
        counters=len(unused),
    )


def require_metadata(scanned: Scanned, pin: Pin) -> None:
    """Refuse a graph that says other things about itself than `pin` does; raises ParityError.

    The skeleton leaves the metadata out, so it is compared here, word for word.
    """
    wanted = tuple(sorted(metadata(pin).items()))
    if scanned.metadata != wanted:
        differing = sorted({key for key, _ in {*scanned.metadata} ^ {*wanted}})
        raise ParityError(
            f"the graph's metadata differs in {', '.join(differing)}",
            expected="the metadata that the pin gives",
            remedy="run the export again in this run; never edit a graph",
        )


def _convolutions() -> Iterator[str]:
    """Yield the names of the tensors that hold a kernel, in the order of the state dict."""
    return (entry.name for entry in state_dict() if len(entry.shape) > 1)


def _expected(kernel: str, state: Mapping[str, Tensor]) -> Iterator[_Expected]:
    """Yield weight and bias of the convolution whose kernel is the tensor `kernel`."""
    if not kernel.endswith(_CONV):
        for name in (kernel, f"{kernel.removesuffix('.weight')}.bias"):
            tensor = state[name]
            yield _Expected(name=name, shape=tensor.shape, data=tensor.data, sources=(name,))
        return
    layer = kernel.removesuffix(_CONV)
    bias, norm = f"{layer}.conv_s1.bias", [f"{layer}.bn_s1.{part}" for part in _NORM]
    gamma, beta, mean, variance = (_doubles(state[name]) for name in norm)
    factor = np.divide(gamma, np.sqrt(np.add(variance, _EPSILON)))
    weights = _doubles(state[kernel])
    per_output = np.multiply(weights.reshape(len(factor), -1), factor.reshape(-1, 1))
    shifted = np.add(np.multiply(np.subtract(_doubles(state[bias]), mean), factor), beta)
    sources = (kernel, bias, *norm)
    shape = state[kernel].shape
    yield _Expected(name=f"{layer}.weight", shape=shape, data=_rounded(per_output), sources=sources)
    yield _Expected(name=f"{layer}.bias", shape=shape[:1], data=_rounded(shifted), sources=sources)


def _doubles(tensor: Tensor) -> _Doubles:
    return np.frombuffer(tensor.data, "<f4").astype(np.float64).reshape(tensor.shape)


def _rounded(numbers: _Doubles) -> bytes:
    return numbers.astype("<f4").tobytes()


def _require_equal(found: Sequence[Constant], expected: Sequence[_Expected]) -> None:
    """Refuse constants that are not exactly the expected ones, each once."""
    constants = {constant.name: constant for constant in found}
    names = {one.name for one in expected}
    if names != set(constants) or len(names) != len(expected):
        differing = sorted(names ^ set(constants))[:3]
        raise _unbound(f"these constants have no counterpart: {', '.join(differing)}")
    for one in expected:
        constant = constants[one.name]
        if constant.shape != one.shape or constant.data != one.data:
            raise _unbound(f"{one.name} is not what {one.sources[0]} gives")


def _require_helpers(found: Sequence[Constant]) -> None:
    """Refuse helpers that are neither the sizes' nor the scales', all of the one and no other."""
    helpers = {c.name: c.floats() if c.dtype == "float32" else c.wholes() for c in found}
    if helpers not in (HELPERS, SCALES):
        wanted = f"{sorted(HELPERS)} or {sorted(SCALES)}"
        raise _unbound(f"the constants {sorted(helpers)[:6]} are not {wanted}")


def _unbound(problem: str) -> ParityError:
    return ParityError(
        f"graph and checkpoint do not belong together: {problem}"[:400],
        expected="each constant made of its tensors bit for bit, and none left over",
        remedy="run the export again in this run; never edit a graph",
    )
