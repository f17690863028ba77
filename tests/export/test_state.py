"""What U2NETP's state dict is, and the digest of its values."""

import hashlib
from collections.abc import Callable

import numpy as np
import pytest

from release.errors import ParityError
from release.export.checkpoint import read_checkpoint
from release.export.state import Tensor, require_u2netp, weight_digest
from release.export.weights import Weights
from tests.checkpoints import Array, state_dict, torch_legacy, torch_zip

State = dict[str, Array]
FIRST = "stage1.rebnconvin"


def tensors(state: State) -> tuple[Tensor, ...]:
    return read_checkpoint(torch_zip(state))


@pytest.fixture
def state() -> State:
    return state_dict(1)


def test_the_layers_are_upstreams(state: State) -> None:
    assert len(state) == 798
    trained = [a.size for n, a in state.items() if "running" not in n and "num_batches" not in n]
    assert sum(trained) == 1_131_181


def test_a_state_dict_of_u2netp_is_accepted_also_without_counters(state: State) -> None:
    require_u2netp(tensors(state))
    require_u2netp(tensors({n: a for n, a in state.items() if "num_batches" not in n}))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda s: s.pop("outconv.bias"), id="an entry is missing"),
        pytest.param(lambda s: s.update(extra=np.zeros(1, np.float32)), id="one too many"),
        pytest.param(
            lambda s: s.update({"side1.bias": np.zeros(2, np.float32)}), id="another shape"
        ),
        pytest.param(lambda s: s.update({"side1.bias": np.zeros(1, np.int64)}), id="another type"),
        pytest.param(
            lambda s: s.update({"side1.bias": np.array([np.nan], np.float32)}), id="a NaN"
        ),
        pytest.param(
            lambda s: s.update({"side1.bias": np.array([np.inf], np.float32)}), id="an infinity"
        ),
        pytest.param(
            lambda s: s.update({f"{FIRST}.bn_s1.running_var": np.full(64, -1, np.float32)}),
            id="a negative variance",
        ),
        pytest.param(
            lambda s: [s.update({f"module.{n}": s.pop(n)}) for n in list(s)], id="a prefix"
        ),
    ],
)
def test_a_state_dict_one_change_away_is_refused(
    state: State, change: Callable[[State], object]
) -> None:
    Weights(tensors(state))
    change(state)
    with pytest.raises(ParityError):
        Weights(tensors(state))


def test_batch_norm_is_folded_in_float64_and_rounded_once(state: State) -> None:
    weight, bias = Weights(tensors(state)).folded(FIRST)
    part = {n.removeprefix(f"{FIRST}."): a.astype(np.float64) for n, a in state.items()}
    scale = part["bn_s1.weight"] / np.sqrt(part["bn_s1.running_var"] + 1e-5)
    expected = (part["conv_s1.bias"] - part["bn_s1.running_mean"]) * scale + part["bn_s1.bias"]
    assert (bias == expected.astype(np.float32)).all()
    assert weight.dtype == np.float32
    assert (weight[3] == (part["conv_s1.weight"][3] * scale[3]).astype(np.float32)).all()


def test_the_same_weights_have_one_digest_in_any_file_and_order(state: State) -> None:
    digest = weight_digest(tensors(state))
    assert weight_digest(read_checkpoint(torch_legacy(state))) == digest
    assert weight_digest(tensors(dict(reversed(state.items())))) == digest
    state["side1.bias"] = state["side1.bias"] + np.float32(1)
    assert weight_digest(tensors(state)) != digest


def test_the_weight_digest_is_what_its_docstring_says() -> None:
    data = np.array([[1, 2]], "<f4").tobytes()
    tensor = Tensor(name="w", dtype="float32", shape=(1, 2), data=data)
    expected = hashlib.sha256(b'["w","float32",[1,2]]\n' + data).hexdigest()
    assert weight_digest([tensor]).hex == expected


def test_a_finite_entry_that_folds_to_infinity_is_refused(state: State) -> None:
    gamma = np.full_like(state["stage1.rebnconvin.bn_s1.weight"], 3e38)
    huge = {**state, "stage1.rebnconvin.bn_s1.weight": gamma}
    huge["stage1.rebnconvin.bn_s1.running_var"] = np.zeros_like(gamma)
    weights = Weights(read_checkpoint(torch_zip(huge)))
    with pytest.raises(ParityError):
        weights.folded("stage1.rebnconvin")
