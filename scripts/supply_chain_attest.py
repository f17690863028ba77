"""Offer the signed provenance of a public version to GitHub's store of attestations.

`gh attestation verify` then needs no file beside the wheel. What goes there is what everybody can
fetch. The store is a convenience: when it refuses, the summary says so, and the version is complete
all the same; the job can be run again. TAG and the digest of SHA256SUMS come from the job's
variables.

Exit codes: 0 held, posted or refused · 10 no provenance, or a variable is missing · 20 the
provenance of other files · 21 no bundle · 40 record invalid · 69, 75 the version does not answer.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from release import job, report
from release.artifact import Digest
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.github.attestations import Refused, offer
from release.github.session import repository
from release.supply_chain.attestation import provenance
from release.version import VersionTag

if __name__ == "__main__":
    options, env = job.options_of(__doc__).parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        policy = job.policy_in(Path(__file__).resolve().parents[1])
        tag = VersionTag.parse(job.variable(env, "TAG"))
        sums = Digest.parse(job.variable(env, "SUMS_SHA256"))
        bundle = provenance(policy.repository, tag, Downloads(proxy=proxy_of(env)), sums)
        github = repository(policy.repository.name, job.variable(env, "GH_TOKEN"))
        answer = offer(github, bundle, sums)
        job.summarise(env, f"GitHub's store of attestations {answer.words}.")
        tell(f"the store of attestations {answer.words}")
        return {"tag": str(tag), "stored": not isinstance(answer, Refused)}

    report.run(body, as_json=options.json)
