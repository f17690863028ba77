"""Signing and accepting: everything once, all of it checked, nothing twice."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from release.errors import (
    BundleError,
    DigestMismatchError,
    InvalidRecordError,
    ReleaseError,
    ServiceDownError,
    SignatureError,
    TryAgainLaterError,
)
from release.names import SIGNED_BLOBS, Role
from release.published import PublishedRelease
from release.sign.patience import Patience
from release.sign.release_set import ProvedSet, ReleaseSet
from release.sign.signatures import accept, require_publisher, require_statement
from release.sign.signing import Places, signed_before, signed_set
from tests.core.samples import TAG, policy
from tests.sign import samples
from tests.sign.downloads import InMemoryDownloads
from tests.sign.signing import patience, places, signed_by

HICCUP = TryAgainLaterError("502", expected="-", remedy="-")
DOWN = ServiceDownError("gone", expected="-", remedy="-")
SIGNATURES = len(SIGNED_BLOBS) + 1
"""Of each blob, and of the provenance."""

EVIL = (
    "https://github.com/VMAFx/vmafx-evil/.github/workflows/u2netp-mirror-attach.yml@refs/heads/main"
)


def sign_with(
    cosign: samples.InMemoryCosign, staging: Path, how: Patience, proved: ProvedSet | None = None
) -> ReleaseSet:
    where = Places(before=None, earlier=staging / "nowhere", staging=staging)
    proved, who = proved or samples.proved(), samples.PUBLISHER
    return signed_set(proved, cosign, who, places=where, patience=how).release_set


def public(files: Mapping[Role, bytes]) -> PublishedRelease:
    downloads = InMemoryDownloads.of(files)
    return PublishedRelease(repository=policy().repository, tag=TAG, downloads=downloads)


def test_signing_makes_each_signature_once_and_all_are_accepted(tmp_path: Path) -> None:
    cosign = samples.InMemoryCosign()
    signed = sign_with(cosign, tmp_path / "a folder to be made", patience())
    accept(signed, cosign, samples.PUBLISHER)
    assert cosign.signatures == SIGNATURES
    assert [a.name for a in signed.artifacts()] == list(samples.NAMES.release_set)


@pytest.mark.parametrize("error", [HICCUP, DOWN])
def test_one_hiccup_is_repeated_as_a_whole(tmp_path: Path, error: ReleaseError) -> None:
    cosign, waits = samples.InMemoryCosign(failures=[error]), list[float]()
    sign_with(cosign, tmp_path, patience(waits))
    assert (cosign.signatures, waits) == (SIGNATURES, [1.0])


@pytest.mark.parametrize("error", [HICCUP, DOWN])
def test_a_service_that_stays_away_ends_the_signing_when_patience_is_spent(
    tmp_path: Path, error: ReleaseError
) -> None:
    cosign, waits = samples.InMemoryCosign(failures=[error] * 1000), list[float]()
    with pytest.raises(TryAgainLaterError, match="100 seconds of patience are spent"):
        sign_with(cosign, tmp_path, patience(waits))
    assert (cosign.signatures, list(tmp_path.iterdir())) == (0, [])
    assert 60 < sum(waits) < SIGNATURES * 100


def test_what_was_signed_when_a_service_went_away_is_staged(tmp_path: Path) -> None:
    cosign = samples.InMemoryCosign(stays=2)
    with pytest.raises(TryAgainLaterError):
        sign_with(cosign, tmp_path, patience())
    assert len(list(tmp_path.iterdir())) == 2


def test_a_refused_identity_gets_one_more_token_and_then_ends(tmp_path: Path) -> None:
    waits, refused = list[float](), samples.refused
    sign_with(samples.InMemoryCosign(failures=[refused()]), tmp_path, patience())
    always = samples.InMemoryCosign(failures=[refused() for _ in range(2 * SIGNATURES)])
    with pytest.raises(SignatureError):
        sign_with(always, tmp_path / "another", patience(waits))
    assert waits == [1.0] * SIGNATURES


def test_a_statement_about_other_files_is_never_signed(tmp_path: Path) -> None:
    files = samples.proved_files() | {Role.SUMS: b"other"}
    other = replace(samples.proved(), statement=samples.statement(files))
    cosign = samples.InMemoryCosign()
    with pytest.raises(InvalidRecordError):
        sign_with(cosign, tmp_path, patience(), other)
    assert cosign.signatures == 0


def test_what_is_published_is_fetched_and_not_signed_again(tmp_path: Path) -> None:
    cosign, before = samples.InMemoryCosign(), samples.signed()
    again = signed_by(cosign, places(tmp_path, public(before.files)))
    assert (again.release_set, cosign.signatures) == (before, 0)


def test_published_signatures_by_somebody_else_are_refused_and_not_replaced(
    tmp_path: Path,
) -> None:
    cosign, before = samples.InMemoryCosign(), public(samples.signed(EVIL).files)
    with pytest.raises(SignatureError):
        signed_by(cosign, places(tmp_path, before))
    assert cosign.signatures == 0


@pytest.mark.parametrize("role", [Role.MODEL_BUNDLE, Role.SUMS_BUNDLE, Role.PROVENANCE])
def test_a_bundle_that_is_no_bundle_is_refused(role: Role) -> None:
    files = {**samples.signed().files, role: b"{}"}
    signed = replace(samples.signed(), files=files)
    with pytest.raises(BundleError):
        accept(signed, samples.InMemoryCosign(), samples.PUBLISHER)


def test_bundles_that_changed_places_are_refused() -> None:
    files = dict(samples.signed().files)
    files[Role.MODEL_BUNDLE], files[Role.SUMS_BUNDLE] = (
        files[Role.SUMS_BUNDLE],
        files[Role.MODEL_BUNDLE],
    )
    with pytest.raises(SignatureError):
        accept(replace(samples.signed(), files=files), samples.InMemoryCosign(), samples.PUBLISHER)


def test_a_signed_statement_that_is_not_ours_is_refused() -> None:
    proved = samples.proved()
    signed = samples.signed().files[Role.PROVENANCE]
    require_statement(signed, proved.statement, what="it")
    with pytest.raises(DigestMismatchError):
        require_statement(signed, proved.statement + b" ", what="it")


def test_signatures_that_are_there_already_are_not_overwritten() -> None:
    with pytest.raises(InvalidRecordError):
        signed_before(samples.signed(), public(samples.signed().files))


NEAR_MISSES = (
    "VMAFx/vmafx-evil/.github/workflows/u2netp-mirror-attach.yml@refs/heads/main",
    "vmafx/vmafx/.github/workflows/u2netp-mirror-attach.yml@refs/heads/main",
    "VMAFx/vmafx/.github/workflows/u2netp-mirror-attach.yaml@refs/heads/main",
    "VMAFx/vmafx/.github/workflows/release-please.yml@refs/heads/main",
    "VMAFx/vmafx/.github/workflows/u2netp-mirror-attach.yml@refs/heads/main2",
    "VMAFx/vmafx/.github/workflows/u2netp-mirror-attach.yml@refs/tags/main",
    "VMAFx/vmafx/.github/workflows/u2netp-mirror-attach.yml",
    " VMAFx/vmafx/.github/workflows/u2netp-mirror-attach.yml@refs/heads/main",
    "",
)


def test_the_run_of_the_policy_may_sign() -> None:
    require_publisher(samples.PUBLISHER.san.removeprefix("https://github.com/"), samples.PUBLISHER)


@pytest.mark.parametrize("workflow_ref", NEAR_MISSES)
def test_any_other_run_is_refused_before_a_token_is_asked_for(workflow_ref: str) -> None:
    with pytest.raises(SignatureError):
        require_publisher(workflow_ref, samples.PUBLISHER)
