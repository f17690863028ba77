"""Make the signed set public, complete and unchangeable; running it again finds what is done.

Takes the signed set, checks every digest and signature before anything is public, then fills a
draft, reads it back from the server, publishes it, and downloads it as a stranger. The plan and
the manifest's digest come from the job's variables, as do repository, commit and token; APP_SLUG
names the release App whose token it is. With --plan it says what it would do next, and why.

Exit codes: 0 public · 12 a file GitHub would not take · 13 cosign missing or too old · 20 other
bytes than signed · 21, 22, 23 a signature is refused · 40 record invalid · 41 the number is taken
or burned · 42 a file too many or too few · 43 the token may not · 44 releases are not immutable ·
75 run it again: it goes on where this run stopped.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from release import job, report
from release.attach import summary
from release.attach.publication import attach, plan
from release.attach.staged import read_staged
from release.attach.wanted import Wanted
from release.canonical import Json
from release.download import proxy_of
from release.github.surroundings import surroundings
from release.guard.inputs import registry
from release.guard.plan import Plan
from release.sign.signatures import accept_files
from release.sigstore import Cosign

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--set", type=Path, required=True, help="the folder that sign wrote")
    parser.add_argument("--plan", action="store_true", help="say what would be done; do nothing")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        policy, handed = job.policy_in(ROOT), Plan.parse(job.variable(env, "PLAN"))
        signed = read_staged(options.set, tag=handed.tag, expected=job.manifest_digest(env))
        cosign = Cosign.found(env, least=policy.cosign)
        accept_files(options.set, signed, cosign, policy.publisher(handed.tag))
        rows, commit = registry(ROOT), job.variable(env, "GITHUB_SHA")
        token = job.token(env, policy.attach)
        wanted = Wanted.of(signed, handed, policy, commit=commit, registry=rows)
        around = surroundings(policy.repository, token, cosign, proxy=proxy_of(env), tell=tell)
        if options.plan:
            row = summary.tell(plan(wanted, around), wanted, tell)
            return {"tag": str(handed.tag), "row": row}
        receipt = attach(wanted, around)
        job.summarise(env, summary.rendered(receipt, wanted))
        return {"tag": str(handed.tag), "commit": receipt.commit, "uploads": receipt.uploads}

    report.run(body, as_json=options.json)
