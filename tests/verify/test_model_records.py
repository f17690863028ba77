"""The records beside a model: a registry that is hostile, a signed manifest that does not fit."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from release.artifact import Artifact, Digest
from release.errors import InvalidRecordError, OutsideJailError, ReleaseError
from release.manifest import Manifest
from release.verify.model import REGISTRY
from release.verify.seen import Forgetful
from tests.verify.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(path=tmp_path)
    made.release()
    return made


HOSTILE = {
    "no entries": b'{"$schema":"./registry.schema.json","schema_version":1,"models":[]}',
    "another version": b'{"$schema":"./registry.schema.json","schema_version":2,"models":[]}',
    "depth": b"[" * 200_000,
    "not UTF-8": b"\xff\xfe{}",
    "not a number": b'{"models": NaN}',
    "a huge number": b'{"schema_version": ' + b"9" * 5000 + b"}",
    "a key twice": b'{"models": [], "models": []}',
    "a text": b'"registry"',
    "an end early": b'{"models": [',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_registry_is_refused(shelf: Shelf, kind: str) -> None:
    shelf.put(REGISTRY, HOSTILE[kind])
    with pytest.raises(InvalidRecordError):
        shelf.verify()


def test_a_linked_registry_is_refused(shelf: Shelf) -> None:
    (shelf.models / REGISTRY).rename(shelf.path / REGISTRY)
    (shelf.models / REGISTRY).symlink_to(shelf.path / REGISTRY)
    with pytest.raises(OutsideJailError):
        shelf.verify()


def _miscounted(manifest: Manifest) -> Manifest:
    return replace(manifest, operators=(("Conv", 1),))


def _other_contract(manifest: Manifest) -> Manifest:
    return replace(manifest, contract=replace(manifest.contract, output="other"))


def _other_size(manifest: Manifest) -> Manifest:
    model, *others = manifest.assets
    wrong = replace(model, artifact=replace(model.artifact, size=model.artifact.size + 1))
    return replace(manifest, assets=(wrong, *others))


def _other_model(manifest: Manifest) -> Manifest:
    model, *others = manifest.assets
    wrong = replace(model, artifact=Artifact.of(model.artifact.name, b"another"))
    return replace(manifest, assets=(wrong, *others))


@pytest.mark.parametrize(
    ("change", "code"),
    [(_miscounted, 40), (_other_contract, 33), (_other_size, 40), (_other_model, 20)],
)
def test_a_signed_manifest_that_does_not_fit_its_model_is_refused(
    shelf: Shelf, change: Callable[[Manifest], Manifest], code: int
) -> None:
    demands = shelf.demands(memory=Forgetful())
    shelf.verify(demands=demands)
    registry = shelf.registry()
    wrong = change(shelf.release())
    shelf.issue(wrong)
    (entry,) = registry.entries
    said = replace(entry.released, manifest=Digest.of(wrong.dump()))
    shelf.record(registry.with_entry(replace(entry, mirror=said)))
    with pytest.raises(ReleaseError) as caught:
        shelf.verify(demands=demands)
    assert caught.value.exit_code == code
