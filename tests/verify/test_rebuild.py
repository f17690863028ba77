"""A release made again by somebody else: the same bytes give a statement, others do not."""

import json
from dataclasses import replace

import pytest

from release.artifact import Artifact, Digest
from release.errors import DigestMismatchError, InvalidRecordError
from release.manifest import ListedAsset, Manifest
from release.names import Role
from release.verify.rebuild import require_content, require_same, statement
from tests.core.samples import TAG, manifest, pin, policy
from tests.pinned import receipt

GRAPHS = {Role.MODEL: b"the graph", Role.FIXED: b"the other graph"}
OTHER = {Role.MODEL: b"x", Role.FIXED: b"x"}


def released() -> Manifest:
    """Return a manifest of this checkout's content, whose models are GRAPHS."""
    made = manifest()
    assets = tuple(
        ListedAsset(role=a.role, artifact=Artifact.of(a.artifact.name, GRAPHS[a.role]))
        if a.role in GRAPHS
        else a
        for a in made.assets
    )
    key = pin().content_key(Digest.of(receipt()))
    return replace(made, content_key=key, assets=assets)


def test_the_same_bytes_are_the_models() -> None:
    models = require_same(released(), GRAPHS, GRAPHS)
    assert [m.name for m in models] == ["u2netp_mirror_v1.onnx", "u2netp_mirror_v1_320.onnx"]


@pytest.mark.parametrize("role", GRAPHS)
def test_other_bytes_are_refused_whoever_has_them(role: Role) -> None:
    other = {**GRAPHS, role: b"the grapH"}
    for graphs, published in ((other, GRAPHS), (GRAPHS, other), (OTHER, OTHER)):
        with pytest.raises(DigestMismatchError):
            require_same(released(), graphs, published)


def test_a_checkout_of_another_content_is_told_which_one_to_take() -> None:
    require_content(released(), TAG, pin(), receipt())
    with pytest.raises(DigestMismatchError) as refused:
        require_content(released(), TAG, pin(), receipt() + b" ")
    assert released().source.commit in refused.value.remedy


def test_the_manifest_of_another_release_is_refused() -> None:
    with pytest.raises(InvalidRecordError):
        require_content(released(), replace(TAG, n=2), pin(), receipt())


def test_the_statement_names_what_was_made_from_what_and_no_clock() -> None:
    tools = {"python": "3.13.0", "onnx": "1.0"}
    data = statement(released(), pin(), policy().repository, tools)
    said = json.loads(data)
    assert [s["digest"]["sha256"] for s in said["subject"]] == [
        Digest.of(data).hex for data in GRAPHS.values()
    ]
    assert said["predicate"]["manifest_sha256"] == Digest.of(released().dump()).hex
    assert said["predicate"]["materials"][0]["digest"] == {"sha256": pin().checkpoint.digest.hex}
    assert data == statement(released(), pin(), policy().repository, dict(reversed(tools.items())))
