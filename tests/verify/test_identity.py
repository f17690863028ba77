"""Who counts as the publisher: one identity with all its claims, and no near miss."""

import pytest
from sigstore.errors import VerificationError

from release.errors import SignatureError
from release.verify.identity import REFUSALS, DeploymentEnvironment, policy_of
from tests.verify.certificates import CLAIMS, PUBLISHER, SAN, certificate

POLICY = policy_of(PUBLISHER)
WORKFLOW = "https://github.com/VMAFx/vmafx/.github/workflows/"
NEAR_MISSES = (
    (SAN, PUBLISHER.san.replace("VMAFx/vmafx", "VMAFx/vmafx-evil")),
    (SAN, PUBLISHER.san.replace("VMAFx", "vmafx")),
    (SAN, f"{WORKFLOW}release-please.yml@refs/heads/main"),
    (SAN, f"{WORKFLOW}u2netp-mirror-attach.yml@refs/heads/other"),
    (SAN, f"{WORKFLOW}u2netp-mirror-attach.yml@refs/tags/main"),
    (SAN, PUBLISHER.san + "/"),
    (1, "https://token.actions.githubusercontent.com/evil"),
    (8, "https://accounts.example.org"),
    (11, "self-hosted"),
    (12, "https://github.com/VMAFx/vmafx-evil"),
    (14, "refs/heads/drop"),
    (15, "1252235335"),
    (17, "288567245"),
    (18, f"{WORKFLOW}ci.yml@refs/heads/main"),
    (23, "mirror-sign2"),
    (23, "mirror-attach"),
)


def test_the_publisher_is_accepted() -> None:
    POLICY.verify(certificate(CLAIMS))


@pytest.mark.parametrize(("number", "value"), NEAR_MISSES)
def test_one_claim_that_differs_is_refused(number: int, value: str) -> None:
    with pytest.raises(VerificationError):
        POLICY.verify(certificate({**CLAIMS, number: value}))


@pytest.mark.parametrize("number", CLAIMS)
def test_one_claim_that_is_missing_is_refused(number: int) -> None:
    claims = {key: value for key, value in CLAIMS.items() if key != number}
    with pytest.raises(REFUSALS):
        POLICY.verify(certificate(claims))


def test_an_environment_too_long_to_compare_is_refused() -> None:
    with pytest.raises(SignatureError):
        DeploymentEnvironment("e" * 128)
