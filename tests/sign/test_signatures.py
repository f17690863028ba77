"""Signing and accepting: everything once, all of it checked, nothing twice."""

from collections.abc import Mapping
from dataclasses import replace

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
from release.sign.release_set import ProvedSet
from release.sign.signatures import (
    accept,
    require_publisher,
    require_statement,
    sign,
    signed_before,
    signed_set,
)
from tests.core.samples import TAG, policy
from tests.sign import samples
from tests.sign.downloads import InMemoryDownloads

HICCUP = TryAgainLaterError("502", expected="-", remedy="-")
DOWN = ServiceDownError("gone", expected="-", remedy="-")
SIGNATURES = len(SIGNED_BLOBS) + 1
"""Of each blob, and of the provenance."""

EVIL = (
    "https://github.com/VMAFx/vmafx-evil/.github/workflows/u2netp-mirror-attach.yml@refs/heads/main"
)


def sign_with(cosign: samples.InMemoryCosign, waits: list[float]) -> None:
    sign(samples.proved(), cosign, pause=waits.append)


def public(files: Mapping[Role, bytes]) -> PublishedRelease:
    downloads = InMemoryDownloads.of(files)
    return PublishedRelease(repository=policy().repository, tag=TAG, downloads=downloads)


def test_signing_makes_each_signature_once_and_all_are_accepted() -> None:
    cosign = samples.InMemoryCosign()
    signed = sign(samples.proved(), cosign, pause=lambda _: None)
    accept(signed, cosign, samples.PUBLISHER)
    assert cosign.signatures == SIGNATURES
    assert [a.name for a in signed.artifacts()] == list(samples.NAMES.release_set)


def test_one_hiccup_is_repeated_as_a_whole() -> None:
    cosign, waits = samples.InMemoryCosign(failures=[HICCUP]), list[float]()
    sign_with(cosign, waits)
    assert (cosign.signatures, waits) == (SIGNATURES, [1.0])


@pytest.mark.parametrize("error", [HICCUP, DOWN])
def test_a_service_that_stays_away_ends_the_signing_after_three_tries(error: ReleaseError) -> None:
    cosign, waits = samples.InMemoryCosign(failures=[error] * 3 * SIGNATURES), list[float]()
    with pytest.raises(type(error)):
        sign_with(cosign, waits)
    assert cosign.signatures == 0


def test_a_refused_identity_is_not_tried_again() -> None:
    cosign, waits = samples.InMemoryCosign(failures=[samples.refused()]), list[float]()
    with pytest.raises(SignatureError):
        sign_with(cosign, waits)
    assert waits == []


def test_a_statement_about_other_files_is_never_signed() -> None:
    files = samples.proved_files() | {Role.SUMS: b"other"}
    other = replace(samples.proved(), statement=samples.statement(files))
    cosign = samples.InMemoryCosign()
    with pytest.raises(InvalidRecordError):
        sign(other, cosign, pause=lambda _: None)
    assert cosign.signatures == 0


def test_what_is_published_is_fetched_and_not_signed_again() -> None:
    cosign, before = samples.InMemoryCosign(), samples.signed()
    again = signed_set(
        samples.proved(),
        cosign,
        samples.PUBLISHER,
        before=public(before.files),
        pause=lambda _: None,
    )
    assert (again, cosign.signatures) == (before, 0)


def test_published_signatures_by_somebody_else_are_refused_and_not_replaced() -> None:
    cosign, before = samples.InMemoryCosign(), public(samples.signed(EVIL).files)
    with pytest.raises(SignatureError):
        signed_set(samples.proved(), cosign, samples.PUBLISHER, before=before, pause=lambda _: None)
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
    other = ProvedSet(release_set=proved.release_set, statement=proved.statement + b" ")
    with pytest.raises(DigestMismatchError):
        require_statement(samples.signed(), other.statement)


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
