"""Prove that the graph is the pinned checkpoint, allowed, licensed and complete.

Reads PLAN (one line of JSON, written by guard) and GITHUB_REPOSITORY. Writes the unsigned release
set into a new folder: model, checkpoint, licence receipt, SBOM, manifest, SHA256SUMS, and
statement.json. The same content gives the same bytes. Job output: manifest_sha256.

Exit codes: 0 proven · 10 input missing · 20 not the pinned bytes, or another content key ·
30 malformed graph · 31 operator not allowed · 32 external data · 33 not this checkpoint · 34 the
licence receipt is incomplete · 40 pin, plan or policy invalid.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from release import job, report
from release.acquire.acquired import Acquired
from release.acquire.folder import write_folder
from release.canonical import Json
from release.export.confined import GRAPH_LIMIT
from release.files import read_bytes
from release.guard.plan import Plan
from release.names import Role
from release.pin import PIN_LIMIT, Pin
from release.policy import POLICY_LIMIT, Policy
from release.prove.licence import RECEIPT_LIMIT
from release.prove.proof import Given, prove, require_repository
from release.prove.summary import summary

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--acquired", type=Path, required=True, help="the folder acquire wrote")
    parser.add_argument("--graph", type=Path, required=True, help="the .onnx export wrote")
    parser.add_argument("--pin", type=Path, required=True, help="model/u2netp_mirror.toml")
    parser.add_argument("--policy", type=Path, required=True, help="model/policy.toml")
    parser.add_argument("--receipt", type=Path, required=True, help="the receipt in LICENSES/")
    parser.add_argument("--output", type=Path, required=True, help="a new or empty folder")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        plan = Plan.parse(job.variable(env, "PLAN"))
        pin = Pin.parse(read_bytes(options.pin, limit=PIN_LIMIT))
        policy = Policy.parse(read_bytes(options.policy, limit=POLICY_LIMIT))
        publisher = policy.publisher(plan.tag)
        require_repository(publisher, job.variable(env, "GITHUB_REPOSITORY"))
        graph = read_bytes(options.graph, limit=GRAPH_LIMIT)
        receipt = read_bytes(options.receipt, limit=RECEIPT_LIMIT)
        acquired = Acquired.read_folder(pin, options.acquired)
        given = Given(acquired=acquired, graph=graph, receipt=receipt)
        proof = prove(plan, pin, publisher, given)
        write_folder(options.output, proof.release_set.named())
        outputs = {"manifest_sha256": proof.release_set.artifact(Role.MANIFEST).digest.hex}
        report.set_outputs(env.get("GITHUB_OUTPUT"), outputs)
        report.add_summary(env.get("GITHUB_STEP_SUMMARY"), summary(proof))
        tell(f"{plan.tag}: proven; its manifest is {outputs['manifest_sha256']}")
        return {"tag": str(plan.tag), **outputs}

    report.run(body, as_json=options.json)
