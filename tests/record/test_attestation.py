"""The provenance that goes to the store is that of this release, or none goes."""

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
from release.names import Role
from release.published import PublishedRelease
from release.record.attestation import provenance
from tests.core.samples import TAG, policy
from tests.sign import samples
from tests.sign.downloads import InMemoryDownloads

MANIFEST = samples.release_set().manifest_digest
SOMEBODY = samples.made_by("https://example.com")
STATEMENT = samples.statement(samples.proved_files())


def public(files: Mapping[Role, bytes]) -> PublishedRelease:
    downloads = InMemoryDownloads.of(files)
    return PublishedRelease(repository=policy().repository, tag=TAG, downloads=downloads)


def test_the_provenance_of_the_release_is_returned_unchanged() -> None:
    signed = samples.signed()
    assert provenance(public(signed.files), MANIFEST) == signed.files[Role.PROVENANCE]


def test_the_provenance_of_another_manifest_is_refused() -> None:
    with pytest.raises(DigestMismatchError):
        provenance(public(samples.signed().files), Digest.of(b"another"))


@pytest.mark.parametrize(
    ("files", "error"),
    [
        ({}, MissingInputError),
        ({Role.PROVENANCE: b"{}"}, BundleError),
        ({Role.PROVENANCE: samples.blob_bundle(b"x", SOMEBODY)}, BundleError),
        ({Role.PROVENANCE: samples.attestation(b"{}", SOMEBODY)}, InvalidRecordError),
        (
            {
                Role.PROVENANCE: samples.attestation(
                    STATEMENT.replace(b".manifest.json", b".other.json"), SOMEBODY
                )
            },
            InvalidRecordError,
        ),
    ],
)
def test_what_is_no_provenance_of_this_release_is_refused(
    files: Mapping[Role, bytes], error: type[ReleaseError]
) -> None:
    with pytest.raises(error):
        provenance(public(files), MANIFEST)
