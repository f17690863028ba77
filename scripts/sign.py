"""Sign the release set as this repository's own workflow, and accept the signatures at once.

Takes the folder that `prove` wrote, and writes the signed set: the same six files and four
signatures. Plan, manifest digest and the run's identity come from the job's variables. What is
published is not signed again, nor is what an earlier run signed, if its signatures are accepted.

Exit codes: 0 signed · 13 cosign missing or too old · 20 other bytes than proved · 21, 22 a
signature is refused, or this is not the workflow of model/policy.toml · 23 trust root · 40 record
invalid · 42 a file too many or too few · 43 the job lacks `id-token: write` · 69, 75 run it again.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# This job installs nothing: `python -I` finds the package through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, process, report
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.guard.plan import Plan
from release.published import PublishedRelease
from release.sign import summary
from release.sign.patience import Patience
from release.sign.release_set import ProvedSet
from release.sign.signatures import require_publisher
from release.sign.signing import Places, signed_set
from release.sigstore import Cosign

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--set", type=Path, required=True, help="the folder that prove wrote")
    parser.add_argument("--earlier", type=Path, required=True, help="what an earlier run left")
    parser.add_argument("--output", type=Path, required=True, help="where the signed set goes")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def sign() -> Mapping[str, Json]:
        """Wire the step."""
        plan, policy = Plan.parse(job.variable(env, "PLAN")), job.policy_in(ROOT)
        publisher = policy.publisher(plan.tag)
        require_publisher(job.variable(env, "GITHUB_WORKFLOW_REF"), publisher)
        tokens = process.forwarded(env, process.OIDC_VARIABLES)
        cosign = Cosign.found(env, least=policy.cosign, identity=tokens)
        proved = ProvedSet.read(options.set, tag=plan.tag, expected=job.manifest_digest(env))
        loads = Downloads(proxy=proxy_of(env), progress=tell)
        public = PublishedRelease(repository=policy.repository, tag=plan.tag, downloads=loads)
        before = public if plan.published else None
        places = Places(before=before, earlier=options.earlier, staging=options.output)
        signed = signed_set(proved, cosign, publisher, places=places, patience=Patience(tell))
        signed.release_set.write(options.output)
        job.summarise(env, summary.rendered(signed, publisher, published=plan.published))
        return {"tag": str(plan.tag), "signer": publisher.san, "found": len(signed.found)}

    report.run(sign, as_json=options.json)
