"""Say what was signed under our name in the transparency logs, and what nothing explains.

Reads every log on tiles (Rekor v2) that the trust root names, from where the last reading ended.
A signature under our name must be in a bundle that we publish, or made by a run of ours as GitHub
knows it, or be one that people know (.github/known-signatures.toml). GH_TOKEN reads runs. Without
a state one has to say where to begin: --begin empty reads everything, --begin now nothing.

Exit codes: 0 all is explained · 10 no state · 13 cosign · 20 a log does not go on from where it
was · 22 a signature nobody can explain, or a log that did not sign · 23 trust root · 40 record
invalid · 43 right · 69, 75 no answer. Of several the gravest.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from release import job, report, sighting
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.files import read_bytes
from release.github_api import GitHubApi
from release.names import REGISTRY
from release.registry import REGISTRY_LIMIT, Registry
from release.sigstore import Cosign
from release.verify.trust import ROOT_LIMIT
from release.watch.log import explained, note, signature, state
from release.watch.log.kept import Begin
from release.watch.log.look import LogLook

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--state", type=Path, help="the folder where the last reading ended")
    parser.add_argument("--output", type=Path, required=True, help="where this one's end goes")
    parser.add_argument("--begin", choices=["", "nowhere", "empty", "now"], help="where to begin")
    parser.add_argument("--trusted-root", type=Path, help="a trusted_root.json to go by")
    options, env, root = parser.parse_args(), os.environ, Path(__file__).resolve().parents[1]
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Read the logs, and say what was seen."""
        policy, proxy, file = job.policy_in(root), proxy_of(env), options.trusted_root
        cosign = None if file else Cosign.found(env, least=policy.cosign)
        trust = cosign.trusted_root() if cosign else read_bytes(file, limit=ROOT_LIMIT)
        logs, others = note.logs(trust, datetime.now(UTC))
        authorities = signature.authorities(trust)
        registry = Registry.parse(read_bytes(root / REGISTRY, limit=REGISTRY_LIMIT))
        known = explained.known_in(root)
        with GitHubApi(policy.repository.name, job.variable(env, "GH_TOKEN"), proxy=proxy) as api:
            look = LogLook(policy=policy, registry=registry, asks=api, known=known, tell=tell,
                           downloads=Downloads(proxy=proxy), authorities=authorities)  # fmt: skip
            last, begin = state.read_state(options.state, logs), Begin.of(options.begin)
            found = look.found(logs, last, begin)
        report.set_outputs(env.get("GITHUB_OUTPUT"), sighting.outputs(found.told))
        job.summarise(env, sighting.rendered(found.seen, found.well(others)))
        sighting.require_none(found.seen, tell)
        state.write_state(options.output, found.notes)
        return {"signatures": found.signatures, "logs": [log.origin for log in logs]}

    report.run(body, as_json=options.json)
