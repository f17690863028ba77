"""The provenance that goes to the store is that of this version, or none goes."""

from collections.abc import Mapping

import pytest

from release.artifact import Digest
from release.errors import (
    BundleError,
    DigestMismatchError,
    InvalidRecordError,
    MissingInputError,
    ReleaseError,
)
from release.supply_chain.attestation import provenance
from release.version import Part
from tests.core.samples import policy
from tests.sign.downloads import InMemoryDownloads
from tests.sign.samples import attestation, blob_bundle, made_by
from tests.supply_chain.samples import NAMES, PUBLISHER, TAG, said, signed, unsigned

SUMS, GOOD = signed().sums_digest, signed().files[Part.PROVENANCE]
BY = made_by(PUBLISHER.san, PUBLISHER)


def fetched(files: Mapping[str, bytes], sums: Digest = SUMS) -> bytes:
    return provenance(policy().repository, TAG, InMemoryDownloads(dict(files)), sums)


def under(data: bytes) -> dict[str, bytes]:
    return {NAMES.asset(Part.PROVENANCE): data}


def test_the_provenance_of_the_version_is_returned_unchanged() -> None:
    assert fetched(under(GOOD)) == GOOD


def test_the_provenance_of_another_build_is_refused() -> None:
    with pytest.raises(DigestMismatchError):
        fetched(under(GOOD), Digest.of(b"another"))


OTHER = said(unsigned()).replace(b'"SHA256SUMS"', b'"SHA512SUMS"')
REFUSED: dict[str, tuple[dict[str, bytes], type[ReleaseError]]] = {
    "nothing there": ({}, MissingInputError),
    "no bundle": (under(b"{}"), BundleError),
    "the bundle of a file": (under(blob_bundle(b"x", BY)), BundleError),
    "no statement": (under(attestation(b"{}", BY)), InvalidRecordError),
    "a statement about another list": (under(attestation(OTHER, BY)), InvalidRecordError),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_provenance_of_this_version_is_refused(name: str) -> None:
    files, error = REFUSED[name]
    with pytest.raises(error):
        fetched(files)
