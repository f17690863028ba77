"""The graph for 320 x 320: no entry of its own, and yet as much behind it as behind the other."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped] # it ships no types
import pytest

from release.artifact import Digest
from release.errors import ReleaseError
from release.export.graph import export
from release.mirror import Status
from release.names import FIXED_SIZE, Names, Role
from release.verify import session
from release.verify.seen import Forgetful
from tests.cases.graphs import changed, exported, node
from tests.core.samples import TAG
from tests.pinned import synthetic
from tests.verify.shelf import Shelf

NAMES = Names(TAG)
NAME, BUNDLE = NAMES.asset(Role.FIXED), NAMES.asset(Role.FIXED_BUNDLE)


@cache
def fixed() -> bytes:
    return export(synthetic().pin, synthetic().checkpoint, FIXED_SIZE)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(path=tmp_path)
    made.release()
    made.fixed(fixed())
    return made


def test_it_is_loaded_and_runs_at_its_size(shelf: Shelf) -> None:
    loaded = session.load_verified(NAME, jail=shelf.models, demands=shelf.demands())
    picture = np.random.default_rng(1).random((1, 3, FIXED_SIZE, FIXED_SIZE), np.float32)
    (answer,) = loaded.run(None, {"input": picture})
    (expected,) = onnxruntime.InferenceSession(fixed()).run(None, {"input": picture})
    assert np.array_equal(np.asarray(answer), np.asarray(expected))


def test_the_graph_for_any_size_needs_nothing_of_it(shelf: Shelf) -> None:
    (shelf.models / NAME).unlink()
    (shelf.models / BUNDLE).unlink()
    assert shelf.verify().artifact.name == NAMES.asset(Role.MODEL)


def _other_bytes(shelf: Shelf) -> None:
    shelf.put(NAME, fixed()[:-1] + b"\0")


def _the_other_graph(shelf: Shelf) -> None:
    shelf.put(NAME, exported())


def _no_bundle(shelf: Shelf) -> None:
    (shelf.models / BUNDLE).unlink()


def _bundle_of_the_other(shelf: Shelf) -> None:
    shelf.put(BUNDLE, (shelf.models / NAMES.tree_bundle).read_bytes())


def _not_in_the_manifest_that_the_registry_names(shelf: Shelf) -> None:
    registry = shelf.registry()
    shelf.fixed(changed(fixed(), lambda model: setattr(node(model, "Conv"), "name", "other")))
    shelf.record(registry)


def _a_registry_that_names_another_model(shelf: Shelf) -> None:
    """Let the registry alone say what the model is, by whose digest a list revokes."""
    (entry,) = shelf.registry().entries
    shelf.record(shelf.registry().with_entry(replace(entry, model=Digest.of(b"another"))))


def _yanked(shelf: Shelf) -> None:
    shelf.set_status(Status.YANKED)


def _signed_for_any_size(shelf: Shelf) -> None:
    shelf.fixed(exported())


def _signed_with_a_foreign_operator(shelf: Shelf) -> None:
    shelf.fixed(changed(fixed(), lambda model: setattr(node(model, "Relu"), "op_type", "Elu")))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_other_bytes, 20),
        (_the_other_graph, 20),
        (_no_bundle, 21),
        (_bundle_of_the_other, 22),
        (_not_in_the_manifest_that_the_registry_names, 20),
        (_a_registry_that_names_another_model, 20),
        (_yanked, 24),
        (_signed_for_any_size, 33),
        (_signed_with_a_foreign_operator, 31),
    ],
)
def test_it_is_refused(shelf: Shelf, spoil: Callable[[Shelf], None], code: int) -> None:
    demands = shelf.demands(memory=Forgetful())
    shelf.verify(NAME, demands)
    spoil(shelf)
    with pytest.raises(ReleaseError) as caught:
        shelf.verify(NAME, demands)
    assert caught.value.exit_code == code
