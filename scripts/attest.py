"""Offer the signed provenance of a public release to GitHub's store of attestations.

A part of the job `record`: `gh attestation verify` then needs no file beside the model. What goes
there is what everybody can fetch. The store is a convenience: when it refuses, the summary says
so, the release is complete all the same, and the next run offers it again.

Exit codes: 0 held, posted or refused · 10 no provenance, or a variable is missing · 20 the
provenance of another release · 21 no bundle · 40 record invalid · 69 the release does not answer.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from release import job, report
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.github.attestations import Refused, offer
from release.github.session import repository
from release.guard.plan import Plan
from release.published import PublishedRelease
from release.record.attestation import provenance

if __name__ == "__main__":
    options, env = job.options_of(__doc__).parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        policy = job.policy_in(Path(__file__).resolve().parents[1])
        plan, manifest = Plan.parse(job.variable(env, "PLAN")), job.manifest_digest(env)
        downloads = Downloads(proxy=proxy_of(env))
        public = PublishedRelease(repository=policy.repository, tag=plan.tag, downloads=downloads)
        bundle = provenance(public, manifest)
        github = repository(policy.repository.name, job.variable(env, "GH_TOKEN"))
        answer = offer(github, bundle, manifest)
        job.summarise(env, f"GitHub's store of attestations {answer.words}.")
        tell(f"the store of attestations {answer.words}")
        return {"tag": str(plan.tag), "stored": not isinstance(answer, Refused)}

    report.run(body, as_json=options.json)
