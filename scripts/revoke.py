"""Make the next revocation list from the registry, or sign it as this repository's own workflow.

Both are jobs of u2netp-mirror-revoke.yml. `next` writes the list into DIR, with the number after
that of the tree, from the statuses that people set with scripts/status.py. `sign` makes it again,
compares, signs, accepts the signature, and adds the bundle. A person commits both files to main.

Exit codes: 0 written · 10 no such list · 13 cosign · 20 another list than this checkout makes ·
21, 22 signature refused, or not the workflow of model/policy.toml · 23 trust root · 24 the list of
a day too far off, or too old · 40 registry or list invalid, or something would not be
revoked any more · 43 no `id-token: write` · 69, 75 run it again.
"""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

# These jobs install nothing: `python -I` finds the package through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, process, report
from release.canonical import Json
from release.files import read_bytes, write_bytes
from release.sign.record import signed_record
from release.sign.signatures import require_publisher
from release.sigstore import Cosign
from release.verify import next_list, trust
from release.verify.newest import LIST, LIST_BUNDLE
from release.verify.revocations import LIST_LIMIT

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("what", choices=("next", "sign"))
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the list is, or shall be")
    options, env = parser.parse_args(), os.environ
    tell, path = job.teller(as_json=options.json), options.folder / LIST

    def body() -> Mapping[str, Json]:
        """Wire one of the two."""
        policy = job.policy_in(ROOT)
        if options.what == "next":
            made = next_list.list_of(ROOT, policy, trust.today())
            write_bytes(path, made.dump())
            job.summarise(env, next_list.rendered(made))
        else:
            data = read_bytes(path, limit=LIST_LIMIT)
            made = next_list.made_again(data, ROOT, policy, trust.today())
            publisher = policy.revoker(made.number)
            require_publisher(job.variable(env, "GITHUB_WORKFLOW_REF"), publisher)
            tokens = process.forwarded(env, process.OIDC_VARIABLES)
            cosign = Cosign.found(env, least=policy.cosign, identity=tokens)
            bundle = signed_record(LIST, data, cosign, publisher, pause=time.sleep)
            write_bytes(options.folder / LIST_BUNDLE, bundle)
        tell(f"revocation list {made.number}, {len(made.revocations)} releases, in {path.parent}")
        return {"number": made.number, "releases": len(made.revocations)}

    report.run(body, as_json=options.json)
