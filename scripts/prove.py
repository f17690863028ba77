"""Prove that the graph is the pinned checkpoint, allowed, licensed and complete.

Reads PLAN (one line of JSON, written by guard) and GITHUB_REPOSITORY. Writes the unsigned release
set into a new folder: model, checkpoint, licence receipt, SBOM, parity certificate, manifest,
SHA256SUMS, and statement.json; --page writes what people look at. Models that contributors dropped
are compared with ours. Job output: manifest_sha256. Without any of that, --check computes a release
again from its own files (with --oracle torch's part, too), and --identify compares weights.

Exit codes: 0 proven · 10 input missing · 20 not the pinned bytes, or another content key ·
30 malformed graph · 31 operator not allowed · 32 external data · 33 not this checkpoint, or not
what was dropped · 34 the licence receipt is incomplete · 40 pin, plan or policy invalid.
"""

import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from release import job, report
from release.acquire.folder import write_folder
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.files import read_bytes
from release.guard.plan import Plan
from release.names import Role
from release.pin import PIN_LIMIT, Pin
from release.policy import POLICY_LIMIT, Policy
from release.prove import dropped, questions
from release.prove.proof import Before, Given, prove, require_repository
from release.prove.summary import summary

if __name__ == "__main__":
    parser, env = job.options_of(__doc__), os.environ
    question = questions.add_options(parser, sys.argv)
    options = parser.parse_args()
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        plan = Plan.parse(job.variable(env, "PLAN"))
        pin = Pin.parse(read_bytes(options.pin, limit=PIN_LIMIT))
        publisher = Policy.parse(read_bytes(options.policy, limit=POLICY_LIMIT)).publisher(plan.tag)
        require_repository(publisher, job.variable(env, "GITHUB_REPOSITORY"))
        places = questions.places(options, Path(__file__).resolve().parents[1])
        before = Before.of(plan, publisher, Downloads(proxy=proxy_of(env), progress=tell))
        proof = prove(plan, pin, publisher, Given.read(pin, places), before=before)
        questions.write_page(options.page, plan.tag, proof.comparison)
        agreed = dropped.compare(places.acquired, proof.proven)
        write_folder(options.output, proof.release_set.named())
        outputs = {"manifest_sha256": proof.release_set.artifact(Role.MANIFEST).digest.hex}
        report.set_outputs(env.get("GITHUB_OUTPUT"), outputs)
        markdown = "\n\n".join((summary(proof), dropped.rendered(agreed)))
        job.summarise(env, markdown)
        tell(f"{plan.tag}: proven; its manifest is {outputs['manifest_sha256']}")
        return {"tag": str(plan.tag), **outputs}

    answer = partial(questions.answer, options, tell)
    report.run(answer if question else body, as_json=options.json)
