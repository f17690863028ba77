"""One record is signed by its publisher, and by nobody else."""

from dataclasses import replace

import pytest

from release.errors import ReleaseError, ServiceDownError, SignatureError
from release.sign.record import signed_record
from tests.sign.samples import PUBLISHER, InMemoryCosign

DOWN = ServiceDownError("down", expected="up", remedy="wait")


def signed(cosign: InMemoryCosign) -> bytes:
    return signed_record("list.json", b"a list", cosign, PUBLISHER, pause=lambda _: None)


def test_a_record_gets_the_bundle_of_its_publisher() -> None:
    cosign = InMemoryCosign()
    assert signed(cosign).startswith(b"{")
    assert cosign.signatures == 1


def test_a_hiccup_is_tried_again_and_an_outage_is_told() -> None:
    assert signed(InMemoryCosign(failures=[DOWN, DOWN]))
    with pytest.raises(ServiceDownError):
        signed(InMemoryCosign(failures=[DOWN] * 3))


def test_a_refusal_is_not_tried_again() -> None:
    cosign = InMemoryCosign(failures=[SignatureError("no", expected="-", remedy="-")])
    with pytest.raises(SignatureError):
        signed(cosign)
    assert cosign.signatures == 0


@pytest.mark.parametrize("member", ["environment", "ref", "workflow"])
def test_a_bundle_under_another_claim_is_refused(member: str) -> None:
    other = replace(PUBLISHER, **{member: "elsewhere"})  # type: ignore[arg-type]
    with pytest.raises(ReleaseError):
        signed_record("list.json", b"a list", InMemoryCosign(), other, pause=lambda _: None)
