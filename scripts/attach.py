"""Make the signed set public, complete and unchangeable; running it again finds what is done.

Takes the signed set, checks every digest and signature before anything is public, then fills a
draft, reads it back from the server, publishes it, and downloads it as a stranger. The plan and
the manifest's digest come from the job's variables, as do repository, commit and token.

Exit codes: 0 public · 13 cosign missing or too old · 20 other bytes than signed · 21, 22, 23 a
signature is refused · 40 record invalid · 41 something else is published under the tag · 42 a
file too many or too few · 43 the token may not write · 44 releases are not immutable · 69, 75 run
it again.
"""

import os
import time
from collections.abc import Mapping
from pathlib import Path

from release import job, report
from release.attach import summary
from release.attach.decide import Wanted
from release.attach.publication import Surroundings, attach
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.github.releases import GitHubReleases
from release.github.session import repository
from release.guard.plan import Plan
from release.published import PublishedRelease
from release.sign.release_set import read_signed
from release.sign.signatures import accept
from release.sigstore import Cosign

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--set", type=Path, required=True, help="the folder that sign wrote")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        policy = job.policy_in(Path(__file__).resolve().parents[1])
        plan, downloads = Plan.parse(job.variable(env, "PLAN")), Downloads(proxy=proxy_of(env))
        publisher = policy.publisher(plan.tag)
        signed = read_signed(options.set, tag=plan.tag, expected=job.manifest_digest(env))
        cosign = Cosign.found(env, least=policy.cosign)
        accept(signed, cosign, publisher)
        wanted = Wanted(signed=signed, publisher=publisher, commit=job.variable(env, "GITHUB_SHA"))
        github = repository(policy.repository.name, job.variable(env, "GH_TOKEN"))
        around = Surroundings(
            releases=GitHubReleases(github), accepts=cosign, pause=time.sleep, tell=tell
        )
        public = PublishedRelease(repository=policy.repository, tag=plan.tag, downloads=downloads)
        receipt = attach(wanted, around, public)
        markdown = summary.rendered(receipt, signed, policy.repository)
        report.add_summary(env.get("GITHUB_STEP_SUMMARY"), markdown)
        return {"tag": str(plan.tag), "commit": receipt.commit, "uploads": receipt.uploads}

    report.run(body, as_json=options.json)
