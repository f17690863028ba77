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

GRAPH = b"the graph"


def released() -> Manifest:
    """Return a manifest of this checkout's content, whose model is GRAPH."""
    made = manifest()
    model = Artifact.of(made.artifact(Role.MODEL).name, GRAPH)
    others = tuple(asset for asset in made.assets if asset.role is not Role.MODEL)
    return replace(
        made,
        content_key=pin().content_key(Digest.of(receipt())),
        assets=(ListedAsset(role=Role.MODEL, artifact=model), *others),
    )


def test_the_same_bytes_are_the_model() -> None:
    model = require_same(released(), graph=GRAPH, published=GRAPH)
    assert model == Artifact.of("u2netp_mirror_v1.onnx", GRAPH)


@pytest.mark.parametrize(
    ("graph", "published"), [(b"the grapH", GRAPH), (GRAPH, b"the grapH"), (b"x", b"x")]
)
def test_other_bytes_are_refused_whoever_has_them(graph: bytes, published: bytes) -> None:
    with pytest.raises(DigestMismatchError):
        require_same(released(), graph=graph, published=published)


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
    assert said["subject"] == [
        {"digest": {"sha256": Digest.of(GRAPH).hex}, "name": "u2netp_mirror_v1.onnx"}
    ]
    assert said["predicate"]["manifest_sha256"] == Digest.of(released().dump()).hex
    assert said["predicate"]["materials"][0]["digest"] == {"sha256": pin().checkpoint.digest.hex}
    assert data == statement(released(), pin(), policy().repository, dict(reversed(tools.items())))
