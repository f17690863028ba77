"""Sign the release set as this repository's own workflow, and accept the signatures at once.

Takes the folder that `prove` wrote, and writes the signed set: the same six files and four
signatures. The plan, the manifest's digest and the run's identity come from the job's variables.
What is published already is not signed again: its signatures are fetched and accepted.

Exit codes: 0 signed · 13 cosign missing or too old · 20 other bytes than proved · 21, 22 a
signature is refused, or this is not the workflow of model/policy.toml · 23 trust root · 40 record
invalid · 42 a file too many or too few · 43 the job lacks `id-token: write` · 69, 75 run it again.
"""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

# This job installs nothing: `python -I` finds the package through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, process, report
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.guard.plan import Plan
from release.published import PublishedRelease
from release.sign import signatures, summary
from release.sign.release_set import ProvedSet
from release.sigstore import Cosign

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--set", type=Path, required=True, help="the folder that prove wrote")
    parser.add_argument("--output", type=Path, required=True, help="where the signed set goes")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def sign() -> Mapping[str, Json]:
        """Wire the step."""
        plan, policy = Plan.parse(job.variable(env, "PLAN")), job.policy_in(ROOT)
        publisher = policy.publisher(plan.tag)
        signatures.require_publisher(job.variable(env, "GITHUB_WORKFLOW_REF"), publisher)
        digest, tokens = job.manifest_digest(env), process.forwarded(env, process.OIDC_VARIABLES)
        cosign = Cosign.found(env, least=policy.cosign, identity=tokens)
        proved = ProvedSet.read(options.set, tag=plan.tag, expected=digest)
        downloads = Downloads(proxy=proxy_of(env), progress=tell)
        public = PublishedRelease(repository=policy.repository, tag=plan.tag, downloads=downloads)
        before = public if plan.published else None
        signed = signatures.signed_set(proved, cosign, publisher, before=before, pause=time.sleep)
        signed.write(options.output)
        markdown = summary.rendered(signed, publisher, published=plan.published)
        report.add_summary(env.get("GITHUB_STEP_SUMMARY"), markdown)
        tell(f"{plan.tag}: {len(signed.files)} files, signed by {publisher.san}")
        return {"tag": str(plan.tag), "signer": publisher.san, "published": plan.published}

    report.run(sign, as_json=options.json)
