"""What the oracle would answer, without torch: for tests of those who judge the answers.

The maps are our own graph's, moved by less than torch's rounding would move them. That the real
oracle answers like this is tested where torch is (tests/export/test_oracle.py).
"""

from functools import cache

import numpy as np

from release.artifact import Digest
from release.export.answers import EXPORTERS, Answers, Maps, Single
from release.export.graph import export
from release.export.specimens import SPECIMENS
from release.export.torch_python import PACKAGES
from release.lock import TORCH_LOCK, locks_in
from release.names import FIXED_SIZE
from release.prove.comparison import form_of
from release.prove.graphs import Graphs
from release.prove.outputs import run
from tests.checkpoints import state_dict, torch_zip
from tests.pinned import ROOT, Pinned, pinned, synthetic

_SHIFT = 4e-6


@cache
def calm() -> Pinned:
    """Return a pin for weights whose maps use the whole range, not only its ends."""
    state = state_dict(1)
    state["outconv.weight"] = (state["outconv.weight"] * 0.15).astype(np.float32)
    state["outconv.bias"] = np.array([-4], np.float32)
    return pinned(torch_zip(state))


@cache
def graphs() -> Graphs:
    """Return both graphs of `tests.pinned.synthetic()`."""
    given = synthetic()
    return Graphs(
        free=export(given.pin, given.checkpoint),
        fixed=export(given.pin, given.checkpoint, FIXED_SIZE),
    )


@cache
def answers() -> Answers:
    """Return answers for `tests.pinned.synthetic()`."""
    given = synthetic()
    graph = graphs().free
    form = form_of(graph)
    return Answers(
        checkpoint=Digest.of(given.checkpoint),
        code=Digest.of(given.files["model/u2net.py"]),
        canonical=tuple((name, form) for name in EXPORTERS),
        versions=_versions(),
        maps=tuple(map(_maps, run(graph, given.pin.contract, SPECIMENS))),
    )


def _versions() -> tuple[tuple[str, str], ...]:
    """Return the versions that the lock pins."""
    (lock,) = (lock for lock in locks_in(ROOT) if lock.path == TORCH_LOCK)
    pinned = dict(tool.split("==") for tool in lock.tools)
    return tuple((name, pinned[name]) for name in PACKAGES)


def _maps(ours: Single) -> Maps:
    signs = np.where(np.arange(ours.size).reshape(ours.shape) % 2, 1, -1)
    moved = (ours + signs * np.float32(_SHIFT)).astype(np.float32)
    return Maps(single=moved, double=ours.astype(np.float64) + signs * _SHIFT / 3)
