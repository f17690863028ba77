"""Propose what the tree should say about a published release, as the bot's pull request.

Reads the release as a stranger gets it, holds it against the plan, the manifest's digest and the
signatures, and renders registry entry, sidecar, bundle, card facts and changelog fragment on top
of main. One branch per release, updated in place. The model itself never enters the tree. Last, the
drops that the run took in (DROPS, from acquire) are deleted, if they still are what was read.

Exit codes: 0 recorded or proposed · 10 registry or card missing · 13 cosign · 20 other bytes than
released · 21, 22, 23 a signature is refused · 40 record invalid · 41 somebody else's commit, or a
pull request that was refused · 43 the token may not · 44 Actions may not open pull requests ·
69, 75 run it again.
"""

import os
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from release import job, report
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.git import Git
from release.github.branches import GitHubBranches
from release.github.session import repository
from release.guard.plan import Plan
from release.record import summary
from release.record.proposal import propose
from release.record.pull_request import record
from release.record.retire import rendered as drops_rendered
from release.record.retire import retire, used_in
from release.sign.published_set import accepted
from release.sigstore import Cosign

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    options, env = job.options_of(__doc__).parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        policy = job.policy_in(ROOT)
        plan, downloads = Plan.parse(job.variable(env, "PLAN")), Downloads(proxy=proxy_of(env))
        token = job.token(env, policy.record)
        publisher, name = policy.publisher(plan.tag), policy.repository.name
        cosign, digest = partial(Cosign.found, env, least=policy.cosign), job.manifest_digest(env)
        signed = accepted(policy, downloads, cosign, plan.tag, expected=digest)
        github, owner, author = repository(name, token), name.partition("/")[0], policy.record.actor
        branches = GitHubBranches(github, owner=owner, author=author)
        said = partial(propose, signed, publisher, lost=plan.burned)
        outcome = record(plan.tag, said, branches, pause=time.sleep, tell=tell)
        job.summarise(env, summary.rendered(outcome, plan.tag, policy.repository, policy.record))
        used, remote = used_in(env.get("DROPS", "")), policy.repository.url
        retired = retire(used, Git.at(ROOT, env), remote=remote, token=token)
        job.summarise(env, drops_rendered(retired))
        tell(f"{plan.tag}: {'on main' if outcome.pull is None else f'#{outcome.pull} waits'}")
        return {"tag": str(plan.tag), "pull": outcome.pull, "writes": outcome.writes}

    report.run(body, as_json=options.json)
