"""The synthetic upstream has U2NETP's shapes and the pin that names its bytes."""

import hashlib
from pathlib import Path

import numpy as np

from release.artifact import Digest
from release.export.layers import state_dict
from release.pin import Pin
from tests.rehearsal import synthetic

TREE = Path(__file__).parents[2]


def test_the_weights_are_finite_and_have_the_shapes_of_the_model() -> None:
    state = synthetic.weights(1)
    assert [(name, array.shape) for name, array in state.items()] == [
        (entry.name, entry.shape) for entry in state_dict()
    ]
    assert all(np.isfinite(array).all() for array in state.values())
    assert all((a > 0).all() for name, a in state.items() if name.endswith("running_var"))


def test_the_same_seed_gives_the_same_checkpoint_and_another_seed_another() -> None:
    one = synthetic.make(TREE, seed=1).checkpoint
    assert synthetic.make(TREE, seed=1).checkpoint == one
    assert synthetic.make(TREE, seed=2).checkpoint != one


def test_the_pin_names_what_the_upstream_serves() -> None:
    upstream = synthetic.make(TREE)
    pin = Pin.parse(upstream.pin_text.encode())
    assert pin.checkpoint.digest == Digest.of(upstream.checkpoint)
    assert pin.checkpoint.size == len(upstream.checkpoint)
    assert pin.upstream.commit == upstream.commit
    assert {file.path: file.digest.hex for file in pin.upstream.files} == {
        path: hashlib.sha256(data).hexdigest() for path, data in upstream.files.items()
    }
