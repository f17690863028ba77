"""A kit as its reader judges it: under the kit's own trust root, remembering nothing."""

from collections.abc import Callable
from functools import partial

from release.names import Tag
from release.policy import Policy
from release.verify import trust
from release.verify.check import Check
from release.verify.demands import Demands
from release.verify.examination import Examination
from release.verify.offline import verify_kit
from release.verify.seen import Forgetful
from tests.core.samples import TAG, policy


def judged(
    data: bytes,
    *,
    tag: Tag = TAG,
    rules: Policy | None = None,
    tell: Callable[[Check], None] = lambda _: None,
) -> Examination:
    """Accept the kit `data` of the release `tag` under the policy `rules`, or that of the tree."""
    under = partial(_demands, rules or policy())
    return verify_kit(data, tag, under, None, tell)


def _demands(rules: Policy, root: bytes) -> Demands:
    found = trust.fresh(root, rules)
    return Demands(policy=rules, trust=found, memory=Forgetful(), today=trust.today)
