"""Packing a kit: the published release and the trust root, verified before and after (an edge)."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from release.artifact import Digest
from release.files import read_bytes
from release.names import COSIGN, POLICY, Role, Tag
from release.policy import POLICY_LIMIT, Policy
from release.sigstore import Cosign
from release.verify import kit_page, trust
from release.verify.cosign_sums import COSIGN_LIMIT, CosignSums
from release.verify.demands import Demands
from release.verify.examination import Tell
from release.verify.kit import Kit
from release.verify.newest import revocations_in
from release.verify.offline import verify_kit
from release.verify.seen import Forgetful
from release.verify.stranger import public_release


def packed(
    tag: Tag,
    checkout: Path,
    environment: Mapping[str, str],
    tell: Tell,
) -> bytes:
    """Return the kit of the published release `tag`; raises what verifying raises.

    The kit is verified from its own bytes, as its reader will, and by cosign under the root that is
    asked for now: a root in the kit that is not that one would not agree.
    """
    policy_data = read_bytes(checkout / POLICY, limit=POLICY_LIMIT)
    policy = Policy.parse(policy_data)
    publisher, cosign = policy.publisher(tag), Cosign.found(environment, least=policy.cosign)
    sums = CosignSums.parse(read_bytes(checkout / COSIGN, limit=COSIGN_LIMIT))
    root, revocations = cosign.trusted_root(), revocations_in(checkout)
    kit = Kit(
        tag=tag,
        assets=public_release(tag, policy, environment).assets(tuple(Role)),
        trusted_root=root,
        policy=policy_data,
        page=kit_page.rendered(
            tag, publisher, sums, policy.tools.least_gh("attestation verify"), Digest.of(root)
        ).encode(),
        cosign_sums=sums.lines,
        revocations=revocations,
    )
    data = kit.dump()
    verify_kit(data, tag, partial(_demands, policy), cosign, tell)
    return data


def _demands(policy: Policy, root: bytes) -> Demands:
    """Return what a kit is held against by who has just fetched its trust `root`."""
    found = trust.fresh(root, policy)
    return Demands(policy=policy, trust=found, memory=Forgetful(), today=trust.today)
