"""Packing a kit: the published release and the trust root, verified before and after (an edge)."""

from collections.abc import Callable, Mapping
from pathlib import Path

from release.artifact import Digest
from release.files import read_bytes
from release.names import COSIGN, POLICY, REVOCATIONS, Role, Tag
from release.policy import POLICY_LIMIT, Policy
from release.sign.signatures import accept
from release.sigstore import Cosign
from release.verify import kit_page
from release.verify.cosign_sums import COSIGN_LIMIT, CosignSums
from release.verify.kit import REVOCATIONS_LIMIT, Kit, Revocations
from release.verify.offline import verify_kit
from release.verify.online import public_release


def packed(
    tag: Tag,
    checkout: Path,
    environment: Mapping[str, str],
    tell: Callable[[str], None],
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
        page=kit_page.rendered(tag, publisher, sums, Digest.of(root)).encode(),
        cosign_sums=sums.lines,
        revocations=revocations,
    )
    data = kit.dump()
    verdict = verify_kit(data, tag, policy, tell, revocations=revocations is not None)
    accept(verdict.signed, cosign, publisher)
    tell(f"ok  cosign: each bundle and the provenance by {publisher.san}")
    return data


def revocations_in(checkout: Path) -> Revocations | None:
    """Return the revocation list of the tree with its bundle, or None where there is no list yet.

    Raises MissingInputError for a list without its bundle.
    """
    path = checkout / REVOCATIONS
    if not path.exists():
        return None
    bundle = path.with_name(f"{path.name}.bundle")
    return Revocations(
        data=read_bytes(path, limit=REVOCATIONS_LIMIT),
        bundle=read_bytes(bundle, limit=REVOCATIONS_LIMIT),
    )
