"""Whose weights are in this file? Any ONNX export of U2NETP against a checkpoint (an edge: numpy).

Names, operator sets and node counts differ between exporters, and so do the last bits of folded
weights. So convolutions are compared in the order in which upstream's code runs them, each with
everything its tensors could have become.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from release.artifact import Digest
from release.canonical import Json
from release.errors import MalformedOnnxError
from release.export.checkpoint import read_checkpoint
from release.export.layers import state_dict
from release.export.state import Tensor, require_u2netp, weight_digest
from release.prove.folds import Array, Fold, Layer
from release.prove.foreign import Convolution, Foreign, Numbers, read_foreign

_NORM = ("weight", "bias", "running_mean", "running_var")
_CONV = ".conv_s1.weight"


class Answer(Enum):
    """What can be said."""

    SAME = "same weights"
    DIFFERENT = "different"
    UNKNOWN = "cannot tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer, the reason in one sentence, and the tensor of the checkpoint that differs.

    `weights` is the digest of the checkpoint's weights, which the file shares if they are the same.
    """

    answer: Answer
    reason: str
    tensor: str
    weights: Digest

    def fields(self) -> dict[str, Json]:
        """Return the verdict as JSON."""
        return {
            "answer": self.answer.value,
            "reason": self.reason,
            "tensor": self.tensor,
            "weights_sha256": self.weights.hex,
        }


def identify(onnx: bytes, checkpoint: bytes) -> Verdict:
    """Return whether the graph `onnx` holds exactly the weights of `checkpoint`.

    A file that cannot be read or compared is an answer, not an error. Raises ParityError when the
    checkpoint is not U2NETP's.
    """
    tensors = read_checkpoint(checkpoint)
    require_u2netp(tensors)
    try:
        answer, reason, tensor = _judge(read_foreign(onnx), _layers(tensors))
    except MalformedOnnxError as error:
        answer, reason, tensor = Answer.UNKNOWN, error.problem, ""
    digest = weight_digest(tensors)
    return Verdict(answer=answer, reason=reason, tensor=tensor, weights=digest)


_Said = tuple[Answer, str, str]


def _judge(file: Foreign, layers: Sequence[Layer]) -> _Said:
    answer, reason, tensor = _compare(file.convolutions, layers)
    if answer is Answer.SAME and file.others:
        said = f"it has U2NETP's weights, and {len(file.others)} tensors more: {file.others[0]!r}"
        return Answer.UNKNOWN, said, ""
    return answer, reason, tensor


def _compare(found: Sequence[Convolution], layers: Sequence[Layer]) -> _Said:
    if len(found) != len(layers):
        said = f"it has {len(found)} convolutions with numbers, U2NETP has {len(layers)}"
        return Answer.UNKNOWN, said, ""
    pairs = list(zip(found, layers, strict=True))
    misfits = [layer.name for one, layer in pairs if not _fits(one, layer)]
    if misfits:
        return Answer.UNKNOWN, "its convolutions have other shapes, or another order", misfits[0]
    kept = any(one.norm for one in found)
    folds = (Fold.NONE,) if kept else (Fold.DOUBLE, Fold.SINGLE)
    tried = [(fold, [_differing(fold, one, layer) for one, layer in pairs]) for fold in folds]
    fold, names = min(tried, key=lambda t: sum(map(bool, t[1])))
    differing = [i for i, name in enumerate(names) if name]
    if not differing:
        return Answer.SAME, f"all {len(layers)} convolutions agree; batch norm {fold.value}", ""
    if _moved([pairs[i] for i in differing], fold):
        said = "the same weights stand at other places: nodes in another order, or swapped"
        return Answer.UNKNOWN, said, names[differing[0]]
    if 2 * len(differing) > len(layers) and not kept and all(_near(*pair) for pair in pairs):
        said = "all is within rounding of the checkpoint, but folded in an unknown way"
        return Answer.UNKNOWN, said, names[differing[0]]
    worst = next((i for i in differing if kept or not _near(*pairs[i])), differing[0])
    return Answer.DIFFERENT, f"{len(differing)} of {len(layers)} convolutions differ", names[worst]


def _layers(tensors: Sequence[Tensor]) -> tuple[Layer, ...]:
    """Return the convolutions of the checkpoint in the order of its state dict, and of upstream."""
    arrays = {t.name: _array(t) for t in tensors if t.dtype == "float32"}
    layers = []
    for kernel in (entry.name for entry in state_dict() if len(entry.shape) > 1):
        folded = kernel.endswith(_CONV)
        norm = f"{kernel.removesuffix(_CONV)}.bn_s1"
        layers.append(
            Layer(
                name=kernel.removesuffix(".weight"),
                kernel=arrays[kernel],
                bias=arrays[f"{kernel.removesuffix('.weight')}.bias"],
                norm=tuple(arrays[f"{norm}.{part}"] for part in _NORM) if folded else (),
            )
        )
    return tuple(layers)


def _array(numbers: Tensor | Numbers) -> Array:
    return np.frombuffer(numbers.data, "<f4").reshape(numbers.shape)


def _fits(one: Convolution, layer: Layer) -> bool:
    """Tell whether shapes agree, and the bytes are as many as they say."""
    parts = (one.kernel, one.bias, *one.norm)
    shapes = (layer.kernel.shape, layer.bias.shape, *(part.shape for part in layer.norm))
    sizes = (4 * layer.kernel.size, *(4 * layer.bias.size for _ in shapes[1:]))
    known = (2, len(shapes))
    return (
        len(parts) in known
        and tuple(part.shape for part in parts) == shapes[: len(parts)]
        and tuple(len(part.data) for part in parts) == sizes[: len(parts)]
    )


def _differing(fold: Fold, one: Convolution, layer: Layer) -> str:
    """Return the name of the tensor of `layer` that `one` does not hold; "" for none."""
    with np.errstate(all="ignore"):
        part = layer.differing(fold, _array(one.kernel), _array(one.bias))
    if part:
        return f"{layer.name}.{part}"
    if fold is Fold.NONE:
        norm = layer.name.removesuffix("conv_s1") + "bn_s1"
        if len(one.norm) != len(layer.norm):
            return f"{norm}.{_NORM[0]}"
        for name, given, wanted in zip(_NORM, one.norm, layer.norm, strict=bool(layer.norm)):
            if given.data != wanted.tobytes():
                return f"{norm}.{name}"
    return ""


def _near(one: Convolution, layer: Layer) -> bool:
    with np.errstate(all="ignore"):
        return layer.near(_array(one.kernel), _array(one.bias))


def _moved(differing: Sequence[tuple[Convolution, Layer]], fold: Fold) -> bool:
    """Tell whether every convolution that differs is exactly another one of them."""
    return all(
        any(_fits(one, layer) and not _differing(fold, one, layer) for _, layer in differing)
        for one, _ in differing
    )
