"""The claims cosign has no flag for: each one compared, in certificates as Fulcio writes them."""

import contextlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from release.errors import BundleError, SignatureError
from release.names import SIGNED_BLOBS, Role
from release.sign.claims import claims, require_claims
from release.sign.signatures import accept
from tests.sign import samples
from tests.verify import certificates
from tests.verify.certificates import CLAIMS, certificate

PUBLISHER = samples.PUBLISHER


def der(made: dict[int, str]) -> bytes:
    return certificate(made).public_bytes(Encoding.DER)


def test_a_certificate_of_the_publisher_makes_every_claim() -> None:
    require_claims(der(dict(CLAIMS)), PUBLISHER, what="a bundle")


@pytest.mark.parametrize("number", claims(PUBLISHER))
@pytest.mark.parametrize("change", [lambda v: v + "2", lambda v: v[:-1], lambda v: v.upper() + "x"])
def test_a_claim_that_differs_is_refused(number: int, change: Callable[[str], str]) -> None:
    made = dict(CLAIMS) | {number: change(CLAIMS[number])}
    with pytest.raises(SignatureError):
        require_claims(der(made), PUBLISHER, what="a bundle")


@pytest.mark.parametrize("number", claims(PUBLISHER))
def test_a_claim_that_is_missing_is_refused(number: int) -> None:
    made = {key: value for key, value in CLAIMS.items() if key != number}
    with pytest.raises(SignatureError):
        require_claims(der(made), PUBLISHER, what="a bundle")


def test_a_claim_under_the_number_of_another_is_refused() -> None:
    made = dict(CLAIMS) | {15: CLAIMS[17], 17: CLAIMS[15]}
    with pytest.raises(SignatureError):
        require_claims(der(made), PUBLISHER, what="a bundle")


@pytest.mark.parametrize("role", SIGNED_BLOBS.values())
def test_one_bundle_made_in_another_environment_refuses_the_set(role: Role) -> None:
    blob = role.value.removesuffix("-bundle")
    data = samples.release_set().files[Role(blob)]
    made = {**samples.made_by(PUBLISHER.san), 23: "another"}
    files = {**samples.signed().files, role: samples.blob_bundle(data, made)}
    with pytest.raises(SignatureError):
        accept(replace(samples.signed(), files=files), samples.InMemoryCosign(), PUBLISHER)


def test_a_bundle_without_a_certificate_is_refused() -> None:
    data = samples.signed().files[Role.MODEL_BUNDLE].replace(b"certificate", b"publicKey")
    files = {**samples.signed().files, Role.MODEL_BUNDLE: data}
    with pytest.raises(BundleError):
        accept(replace(samples.signed(), files=files), samples.InMemoryCosign(), PUBLISHER)


def test_claims_that_stand_elsewhere_in_the_certificate_are_not_made() -> None:
    # An RSA modulus, too, holds bytes of the signer's choice.
    hidden = b"".join(value.encode() for value in CLAIMS.values()) + der(dict(CLAIMS))
    builder = certificates.builder().add_extension(
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), hidden), critical=False
    )
    with pytest.raises(SignatureError):
        require_claims(certificates.signed(builder), PUBLISHER, what="a bundle")


@given(cut=st.integers(0, 700), put=st.binary(max_size=8))
def test_a_damaged_certificate_is_accepted_or_refused_and_never_a_bug(cut: int, put: bytes) -> None:
    good = der(dict(CLAIMS))
    with contextlib.suppress(SignatureError):
        require_claims(good[:cut] + put + good[cut + len(put) :], PUBLISHER, what="a bundle")


@pytest.mark.parametrize(
    "data", [b"", b"\x30", b"\x30\x80\x00", b"\x30\x84\xff\xff\xff\xff", b"0" * 99]
)
def test_what_is_no_certificate_is_refused(data: bytes) -> None:
    with pytest.raises(SignatureError):
        require_claims(data, PUBLISHER, what="a bundle")
