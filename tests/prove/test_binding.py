"""Skeleton and binding: the layout is pinned, each constant is made of its tensors.

Graphs that must be refused are the folders `tests/cases/weights_*`.
"""

import math
import struct
from dataclasses import replace

import numpy as np
import pytest

from release.artifact import Digest
from release.errors import MalformedOnnxError, ParityError
from release.export.checkpoint import read_checkpoint
from release.export.graph import LAYOUT, export
from release.export.state import Tensor
from release.names import FIXED_SIZE
from release.prove.binding import Binding, bind, require_metadata
from release.prove.operators import Scanned, scan
from release.prove.skeleton import LAYOUTS, require_skeleton, skeleton
from tests.cases.graphs import exported
from tests.checkpoints import state_dict, torch_legacy, torch_zip
from tests.pinned import pinned, synthetic

LAYER = "stage1.rebnconvin"


def scanned() -> Scanned:
    return scan(exported())


def tensors() -> dict[str, Tensor]:
    return {t.name: t for t in read_checkpoint(synthetic().checkpoint)}


def test_the_skeleton_of_the_layout_is_pinned_whatever_the_checkpoint() -> None:
    other = pinned(torch_legacy(state_dict(7)))
    graph = export(other.pin, other.checkpoint)
    assert graph != exported()
    assert scan(graph).skeleton == scanned().skeleton == LAYOUTS[LAYOUT, None]
    require_skeleton(scan(graph).skeleton, LAYOUT)


def test_the_skeleton_for_one_size_is_pinned_too() -> None:
    other = pinned(torch_legacy(state_dict(7)))
    found = scan(export(other.pin, other.checkpoint, FIXED_SIZE)).skeleton
    require_skeleton(found, LAYOUT, FIXED_SIZE)
    with pytest.raises(MalformedOnnxError):
        require_skeleton(found, LAYOUT)


def test_the_skeleton_does_not_depend_on_what_the_pin_says_about_upstream() -> None:
    pin = synthetic().pin
    pin = replace(pin, upstream=replace(pin.upstream, repository="somebody/else", commit="b" * 40))
    found = scan(export(pin, synthetic().checkpoint))
    assert found.skeleton == LAYOUTS[LAYOUT, None]
    require_metadata(found, pin)
    with pytest.raises(ParityError, match="upstream_commit, upstream_repository"):
        require_metadata(found, synthetic().pin)


def test_the_skeleton_is_the_digest_of_what_is_not_left_out() -> None:
    assert skeleton(b"0123456789", [slice(6, 8), slice(1, 3)]) == Digest.of(b"034589")
    assert skeleton(b"0123", []) == Digest.of(b"0123")


@pytest.mark.parametrize("layout", [LAYOUT, LAYOUT + 1000])
def test_another_skeleton_or_layout_is_refused(layout: int) -> None:
    with pytest.raises(MalformedOnnxError):
        require_skeleton(Digest.of(b"another"), layout)


def test_every_constant_is_bound_and_every_tensor_used() -> None:
    expected = Binding(folded=224, plain=14, helpers=3, tensors=686, counters=112)
    assert bind(scanned(), tuple(tensors().values())) == expected


def test_a_checkpoint_without_counters_is_bound_too() -> None:
    state = {n: a for n, a in state_dict(1).items() if "num_batches" not in n}
    assert bind(scanned(), read_checkpoint(torch_zip(state))).counters == 0


@pytest.mark.parametrize(
    "name", [f"{LAYER}.conv_s1.bias", f"{LAYER}.bn_s1.running_var", "side1.weight", "outconv.bias"]
)
def test_each_tensor_counts(name: str) -> None:
    state = tensors()
    numbers = np.frombuffer(state[name].data, "<f4") * np.float32(1.001)
    state[name] = replace(state[name], data=numbers.tobytes())
    with pytest.raises(ParityError, match="is not what"):
        bind(scanned(), tuple(state.values()))


def test_a_tensor_that_lacks_or_is_left_over_is_refused() -> None:
    state = tensors()
    spare = replace(state["side1.bias"], name="side7.bias")
    with pytest.raises(ParityError, match="side7"):
        bind(scanned(), (*state.values(), spare))
    with pytest.raises(ParityError, match=r"side1\.bias"):
        bind(scanned(), tuple(t for n, t in state.items() if n != "side1.bias"))


def test_a_constant_that_lacks_or_is_left_over_is_refused() -> None:
    state = tuple(tensors().values())
    for weights in (scanned().weights[:-1], (*scanned().weights, scanned().helpers[0])):
        with pytest.raises(ParityError, match="counterpart"):
            bind(replace(scanned(), weights=weights), state)
    with pytest.raises(ParityError, match="one_by"):
        bind(replace(scanned(), helpers=scanned().helpers[:-1]), state)


def test_a_fold_by_hand_in_python_gives_the_bytes_of_the_graph() -> None:
    numbers = {
        n: struct.unpack(f"<{t.count}f", t.data) for n, t in tensors().items() if "num" not in n
    }
    part = {n.removeprefix(f"{LAYER}."): v for n, v in numbers.items() if n.startswith(f"{LAYER}.")}
    scale = [
        g / math.sqrt(v + 1e-5)
        for g, v in zip(part["bn_s1.weight"], part["bn_s1.running_var"], strict=True)
    ]
    kernel = [w * scale[i // 27] for i, w in enumerate(part["conv_s1.weight"])]
    rows = zip(
        part["conv_s1.bias"], part["bn_s1.running_mean"], scale, part["bn_s1.bias"], strict=True
    )
    bias = [(b - m) * s + shift for b, m, s, shift in rows]
    found = {c.name: c.data for c in scanned().weights}
    assert found[f"{LAYER}.weight"] == struct.pack(f"<{len(kernel)}f", *kernel)
    assert found[f"{LAYER}.bias"] == struct.pack(f"<{len(bias)}f", *bias)
