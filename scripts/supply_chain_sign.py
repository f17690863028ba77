"""Sign a version as this repository's own workflow, and accept the signatures at once.

Takes the folder that `build` wrote, and writes the signed set. TAG, the digest of SHA256SUMS and
the run's identity come from the job's variables. Nothing is installed but cosign. What an earlier
run signed is not signed again, if its signatures are accepted.

Exit codes: 0 signed · 13 cosign missing or too old · 20 other bytes than built · 21, 22 a
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
from release.artifact import Digest
from release.canonical import Json
from release.sign.made import Folders
from release.sign.patience import Patience
from release.sign.signatures import require_publisher
from release.sigstore import Cosign
from release.supply_chain import summary
from release.supply_chain.signing import signed
from release.supply_chain.version_set import BuiltSet
from release.version import VersionTag

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--set", type=Path, required=True, help="the folder that build wrote")
    parser.add_argument("--earlier", type=Path, required=True, help="what an earlier run left")
    parser.add_argument("--output", type=Path, required=True, help="where the signed set goes")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        policy, tag = job.policy_in(ROOT), VersionTag.parse(job.variable(env, "TAG"))
        publisher = policy.version_publisher(tag.version)
        require_publisher(job.variable(env, "GITHUB_WORKFLOW_REF"), publisher)
        tokens = process.forwarded(env, process.OIDC_VARIABLES)
        cosign = Cosign.found(env, least=policy.cosign, identity=tokens)
        digest = Digest.parse(job.variable(env, "SUMS_SHA256"))
        built = BuiltSet.read(options.set, tag.version, expected=digest)
        folders = Folders(earlier=options.earlier, staging=options.output)
        done = signed(built, cosign, publisher, folders=folders, patience=Patience(tell))
        done.whole.write(options.output)
        job.summarise(env, summary.signed(done, publisher))
        tell(f"{tag}: {len(done.whole.files)} files, signed by {publisher.san}")
        return {"tag": str(tag), "signer": publisher.san, "found": len(done.found)}

    report.run(body, as_json=options.json)
