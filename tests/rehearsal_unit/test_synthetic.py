"""The synthetic upstream has U2NETP's shapes and the pin that names its bytes."""

import hashlib
from pathlib import Path

from release.artifact import Digest
from release.pin import Pin
from tests.rehearsal import synthetic

TREE = Path(__file__).parents[2]


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
    assert pin.witnesses == ()
    assert {file.path: file.digest.hex for file in pin.upstream.files} == {
        path: hashlib.sha256(data).hexdigest() for path, data in upstream.files.items()
    }
