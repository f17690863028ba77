"""verify_signature: the reference's check. Whatever is missing, malformed or refused is refused."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from release.artifact import Artifact
from release.errors import (
    BundleError,
    DigestMismatchError,
    InvalidRecordError,
    IrregularFileError,
    MissingInputError,
    MissingToolError,
    ReleaseError,
    SignatureError,
)
from release.names import Names
from release.sigstore import Cosign, identity_flags
from release.verify.model import REGISTRY
from release.verify.signature import Signed, verify_signature
from tests.cases.graphs import exported
from tests.core.samples import TAG, policy
from tests.rehearsal.tools import cache_folder, ready
from tests.sign.samples import instance
from tests.verify.near_misses import NEAR_MISSES
from tests.verify.shelf import NAME, Shelf

BUNDLE = Names(TAG).tree_bundle
PUBLISHER = policy().publisher(TAG)
FAKE = """#!/bin/sh
if [ "$1" = version ]; then echo '{"gitVersion": "v3.1.2"}'; exit 0; fi
for word in "$@"; do printf '%%s\\n' "$word" >> %s; done
exit %d
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(path=tmp_path)
    made.release()
    return made


def fake(folder: Path, code: int = 0) -> Cosign:
    """Return a program that notes its arguments and ends with `code`."""
    tool = folder / "cosign"
    tool.write_text(FAKE % (folder / "words", code))
    tool.chmod(0o755)
    return Cosign.found({"PATH": str(folder)}, least=policy().cosign)


def verify(shelf: Shelf, cosign: Cosign) -> Signed:
    models = shelf.models
    return verify_signature(models / NAME, models / REGISTRY, policy=policy(), cosign=cosign)


def test_the_real_cosign_accepts_what_the_publisher_signed(shelf: Shelf) -> None:
    tools = ready(cache_folder(os.environ))
    found = Cosign.found({"PATH": str(tools.cosign.parent)}, least=policy().cosign)
    signed = verify(shelf, replace(found, root=shelf.trusted_root))
    assert signed.artifact == Artifact.of(NAME, exported())
    assert (signed.bundle, signed.publisher) == (BUNDLE, PUBLISHER)


def test_cosign_gets_an_exact_identity_and_copies_of_its_own(shelf: Shelf) -> None:
    verify(shelf, fake(shelf.path))
    words = (shelf.path / "words").read_text().splitlines()
    start = words.index(identity_flags(PUBLISHER)[0])
    assert tuple(words[start:-1]) == identity_flags(PUBLISHER)
    copies = [Path(words[-1]), Path(words[words.index("--bundle") + 1])]
    assert [copy.name for copy in copies] == [NAME, BUNDLE]
    assert not any(copy.is_relative_to(shelf.path) or copy.exists() for copy in copies)


@pytest.mark.parametrize("code", [1, 2, 10, 127, 255])
def test_every_exit_code_but_zero_refuses(shelf: Shelf, code: int) -> None:
    with pytest.raises(SignatureError):
        verify(shelf, fake(shelf.path, code))


@pytest.mark.parametrize("path", ["", "/nonexistent"])
def test_without_cosign_nothing_is_verified(path: str) -> None:
    with pytest.raises(MissingToolError):
        Cosign.found({"PATH": path}, least=policy().cosign)


def _gone(name: str) -> Callable[[Shelf], object]:
    return lambda shelf: (shelf.models / name).unlink()


def _text(name: str, data: bytes) -> Callable[[Shelf], object]:
    return lambda shelf: shelf.put(name, data)


def _folder(name: str) -> Callable[[Shelf], object]:
    def change(shelf: Shelf) -> None:
        (shelf.models / name).unlink()
        (shelf.models / name).mkdir()

    return change


def _link(name: str) -> Callable[[Shelf], object]:
    def change(shelf: Shelf) -> None:
        (shelf.models / name).rename(shelf.path / "away")
        (shelf.models / name).symlink_to(shelf.path / "away")

    return change


def _near_miss(shelf: Shelf) -> None:
    claims = NEAR_MISSES["an owner registered again"]
    shelf.put(BUNDLE, instance().sign_blob(exported(), claims, shelf.shape))


FAULTS: dict[str, tuple[Callable[[Shelf], object], type[ReleaseError]]] = {
    "no registry": (_gone(REGISTRY), MissingInputError),
    "no model": (_gone(NAME), MissingInputError),
    "no bundle": (_gone(BUNDLE), BundleError),
    "an empty registry": (_text(REGISTRY, b""), InvalidRecordError),
    "a registry of nothing": (_text(REGISTRY, b"{}"), InvalidRecordError),
    "a registry that is a folder": (_folder(REGISTRY), IrregularFileError),
    "a linked registry": (_link(REGISTRY), IrregularFileError),
    "a linked model": (_link(NAME), IrregularFileError),
    "a bundle that is a folder": (_folder(BUNDLE), IrregularFileError),
    "a linked bundle": (_link(BUNDLE), IrregularFileError),
    "an empty bundle": (_text(BUNDLE, b""), BundleError),
    "other bytes": (_text(NAME, b"other"), DigestMismatchError),
    "a signer that cosign cannot tell apart": (_near_miss, SignatureError),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_refused_even_if_cosign_says_yes(shelf: Shelf, fault: str) -> None:
    change, kind = FAULTS[fault]
    change(shelf)
    with pytest.raises(ReleaseError) as caught:
        verify(shelf, fake(shelf.path))
    assert type(caught.value) is kind


def test_a_model_without_an_entry_is_refused(shelf: Shelf) -> None:
    shelf.put("other.onnx", exported())
    models = shelf.models
    with pytest.raises(InvalidRecordError):
        verify_signature(
            models / "other.onnx", models / REGISTRY, policy=policy(), cosign=fake(shelf.path)
        )
