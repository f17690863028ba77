"""What depends on where it was proven: held against the locks, kept by who finishes a release."""

import json
from dataclasses import replace

import pytest

from release import canonical
from release.artifact import Digest
from release.errors import InvalidRecordError
from release.manifest import Manifest
from release.names import Role
from release.prove.proof import Before, prove
from tests.pinned import plan, publisher, synthetic
from tests.prove.proven import given, proof, run


@pytest.mark.parametrize(
    ("package", "path"), [("torch", "torch"), ("onnxruntime", "prove")], ids=["oracle", "judge"]
)
def test_other_packages_than_the_locks_pin_are_refused(package: str, path: str) -> None:
    locks = tuple(
        replace(lock, tools=tuple(t for t in lock.tools if not t.startswith(f"{package}==")))
        if lock.path == f"requirements/{path}.txt"
        else lock
        for lock in given().locks
    )
    with pytest.raises(InvalidRecordError) as caught:
        run(replace(given(), locks=locks))
    assert package in caught.value.problem


def published() -> Before:
    """Return what a release says that was proven elsewhere and earlier: by other last bits."""
    said = json.loads(proof().release_set.files[Role.PARITY])
    said["images"][0]["difference"] = "0.00009"
    older = replace(given().locks[0], digest=Digest.of(b"an older lock"))
    return Before(certificate=canonical.dump(said), locks=(older, *given().locks[1:]))


def test_whoever_finishes_a_published_release_builds_its_manifest() -> None:
    pin, before = synthetic().pin, published()
    planned = replace(plan(pin), published=True)
    finished = prove(planned, pin, publisher(), given(), before=before).release_set
    assert finished.files[Role.PARITY] == before.certificate
    assert Manifest.parse(finished.files[Role.MANIFEST]).locks == before.locks
    assert finished.files[Role.PARITY] != proof().release_set.files[Role.PARITY]


def test_a_published_certificate_about_something_else_is_refused() -> None:
    pin, said = synthetic().pin, json.loads(published().certificate)
    other = canonical.dump({**said, "model_sha256": "0" * 64})
    with pytest.raises(InvalidRecordError):
        prove(plan(pin), pin, publisher(), given(), before=replace(published(), certificate=other))
