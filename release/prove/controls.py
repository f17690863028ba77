"""Wrong graphs that must be refused, in every run: the comparison is itself put to the test.

Each control is our graph with one defect. A comparison that lets one pass proves nothing about the
graph that it accepts, so then nothing is released. Some defects change no output that a tolerance
could see (an edge: onnx, numpy).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import onnx
from onnx import ModelProto, TensorProto, numpy_helper

from release.artifact import Digest
from release.errors import ParityError
from release.export.answers import SIZE, Maps
from release.export.canonical_graph import canonical_form
from release.export.specimens import SPECIMENS
from release.export.state import Tensor
from release.pin import Contract
from release.prove.outputs import measure, run

Numbers = Mapping[str, np.ndarray]
"""The float32 entries of the checkpoint by name."""

FORM, MAPS = "canonical form", "maps"
"""The two comparisons: equal bytes, and bounds on the outputs."""

_SHOWN = ("figure-240x135-6", "texture-97x33-7", "noise-17x250-8")
"""The specimens that a wrong graph is run on: small ones, so that all controls take a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One defect, and the comparisons that have to refuse it."""

    name: str
    seen_by: tuple[str, ...]
    spoil: Callable[[ModelProto, Numbers], None]


def _one_ulp(model: ModelProto, _numbers: Numbers) -> None:
    _rewrite(model, "stage3.rebnconv2.weight", _next)


def _swapped(model: ModelProto, _numbers: Numbers) -> None:
    tensors = {t.name: t for t in model.graph.initializer}
    one, two = tensors["stage2.rebnconv2.weight"], tensors["stage2.rebnconv3.weight"]
    one.raw_data, two.raw_data = two.raw_data, one.raw_data


def _wrong_head(model: ModelProto, _numbers: Numbers) -> None:
    model.graph.node[-1].input[0] = "side1.conv"


def _epsilon(model: ModelProto, numbers: Numbers) -> None:
    """Fold batch normalisation with 1e-3, the default of other frameworks, instead of 1e-5."""
    for name in [n.removesuffix(".bn_s1.running_var") for n in numbers if n.endswith("_var")]:
        variance = numbers[f"{name}.bn_s1.running_var"].astype(np.float64)
        beta = numbers[f"{name}.bn_s1.bias"]
        share = np.sqrt((variance + 1e-5) / (variance + 1e-3))
        _rewrite(model, f"{name}.weight", partial(_scaled, share=share[:, None, None, None]))
        _rewrite(model, f"{name}.bias", partial(_scaled, share=share, around=beta))


def _resize_mode(model: ModelProto, _numbers: Numbers) -> None:
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name == "coordinate_transformation_mode":
                attribute.s = b"asymmetric"


def _extra_node(model: ModelProto, _numbers: Numbers) -> None:
    """Add a node that changes nothing: a map from 0 to 1 has nothing for Relu to cut."""
    last = model.graph.node[-1]
    output, last.output[0] = last.output[0], "map"
    model.graph.node.append(onnx.helper.make_node("Relu", ["map"], [output]))


def _half(model: ModelProto, _numbers: Numbers) -> None:
    for tensor in model.graph.initializer:
        if tensor.data_type == TensorProto.FLOAT:
            _rewrite(model, tensor.name, lambda w: w.astype(np.float16))


CONTROLS = (
    Control(name="one weight, last bit", seen_by=(FORM,), spoil=_one_ulp),
    Control(name="two tensors swapped", seen_by=(FORM, MAPS), spoil=_swapped),
    Control(name="side map instead of fused map", seen_by=(FORM, MAPS), spoil=_wrong_head),
    Control(name="batch norm epsilon 1e-3", seen_by=(FORM, MAPS), spoil=_epsilon),
    Control(name="asymmetric resize", seen_by=(FORM, MAPS), spoil=_resize_mode),
    Control(name="a node without effect", seen_by=(FORM,), spoil=_extra_node),
    Control(name="float16 weights", seen_by=(FORM, MAPS), spoil=_half),
)
"""Every control, in the order of the certificate."""


def float_entries(tensors: Sequence[Tensor]) -> Numbers:
    """Return the float32 entries of a state dict as arrays."""
    floats = (t for t in tensors if t.dtype == "float32")
    return {t.name: np.frombuffer(t.data, "<f4").reshape(t.shape) for t in floats}


def require_refused(
    graph: bytes, form: Digest, contract: Contract, *, numbers: Numbers, maps: Sequence[Maps]
) -> None:
    """Refuse to go on when a comparison lets a wrong graph pass; raises ParityError.

    `graph` is the good graph, `form` the digest of its canonical form, `maps` torch's answers to
    all specimens.
    """
    for control in CONTROLS:
        wrong = spoiled(graph, control, numbers)
        refusals = set(control.seen_by)
        if _form(wrong) != form:
            refusals.discard(FORM)
        if MAPS in refusals and _broken(wrong, contract, maps):
            refusals.discard(MAPS)
        if refusals:
            raise _passed(control, sorted(refusals))


def require_refused_by_form(graph: bytes, form: Digest, numbers: Numbers) -> None:
    """Do the same without torch's answers, by the canonical form alone; raises ParityError."""
    for control in CONTROLS:
        if _form(spoiled(graph, control, numbers)) == form:
            raise _passed(control, [FORM])


def spoiled(graph: bytes, control: Control, numbers: Numbers) -> bytes:
    """Return `graph` with the defect of `control`."""
    model = onnx.load_model_from_string(graph)
    control.spoil(model, numbers)
    return bytes(model.SerializeToString(deterministic=True))


def _form(graph: bytes) -> Digest:
    return Digest.of(canonical_form(graph, height=SIZE, width=SIZE))


def _broken(graph: bytes, contract: Contract, maps: Sequence[Maps]) -> bool:
    shown = [(s, m) for s, m in zip(SPECIMENS, maps, strict=True) if s.name in _SHOWN]
    answers = run(graph, contract, [s for s, _ in shown])
    pairs = zip(shown, answers, strict=True)
    return any(measure(s, answer, m).broken for (s, m), answer in pairs)


def _rewrite(model: ModelProto, name: str, change: Callable[[np.ndarray], np.ndarray]) -> None:
    tensor = next(t for t in model.graph.initializer if t.name == name)
    tensor.raw_data = change(numpy_helper.to_array(tensor)).astype("<f4").tobytes()


def _scaled(numbers: np.ndarray, share: np.ndarray, around: np.ndarray | float = 0) -> np.ndarray:
    scaled: np.ndarray = (numbers - around) * share + around
    return scaled


def _next(weights: np.ndarray) -> np.ndarray:
    changed = weights.copy()
    changed.flat[0] = np.nextafter(changed.flat[0], np.float32(np.inf))
    return changed


def _passed(control: Control, comparisons: Sequence[str]) -> ParityError:
    return ParityError(
        f"a wrong graph passes ({control.name}): not refused by {' and '.join(comparisons)}",
        expected="every control refused",
        remedy="do not release anything; the comparison is broken (release/prove/controls.py)",
    )
