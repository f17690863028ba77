"""Verifying a kit: in this process, without a network."""

from collections.abc import Callable
from dataclasses import replace

from release.artifact import Digest
from release.names import Tag
from release.sign.signatures import Accepts
from release.verify.check import Check
from release.verify.demands import Demands
from release.verify.examination import Examination, Tell, of_release
from release.verify.kit import Kit


def verify_kit(
    data: bytes,
    tag: Tag,
    under: Callable[[bytes], Demands],
    cosign: Accepts | None,
    tell: Tell,
) -> Examination:
    """Accept the release `tag` in the kit `data`, or raise the error of the first check that fails.

    `under` gives the demands for the trust root of the kit, which its reader may leave alone. The
    kit's revocation list counts as those of the demands do: the newest holds.
    """
    kit = Kit.parse(data, tag=tag)
    check = Check(name="kit", detail=f"{Digest.of(data)}, exactly the files it should hold")
    tell(check)
    demands = under(kit.trusted_root)
    if kit.revocations:
        demands = replace(demands, lists=(*demands.lists, kit.revocations))
    found = of_release(kit.assets, tag, demands, cosign, tell)
    return replace(found, checks=(check, *found.checks))
