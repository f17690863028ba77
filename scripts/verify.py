"""Accept what a stranger gets, or refuse it: one line per check, with what it proves.

WHAT is one of
  a tag          its files are downloaded without a token, and cosign is asked too;
                 with --kit FILE they are those in an air-gap kit, and nobody is asked
  a folder       the files of one release, fetched before
  registry.json  every entry, by the bundle beside it; a model that is there must be that one
  model.onnx     in a model directory: registry, bundle, manifest and its bundle lie beside it

Everything is held against model/policy.toml, under a trust root: the one that Sigstore serves now,
the kit's, or the one in a file, with --trusted-root. With a file or a kit nothing but a download
needs the network. Where cosign's own variables TUF_MIRROR and TUF_ROOT_JSON are set, that root is
asked for, and the script says so. With --state, what this machine has seen is remembered, and
nothing older is accepted.

Exit codes: 0 accepted · 2 usage · 10 not there · 11 a way out of the folder · 12 size · 13 tool ·
20 digest · 21 bundle · 22 signature or identity · 23 trust root · 24 revoked, or older than seen ·
30 to 33 graph · 40 record or kit invalid · 42 a file too many or too few · 69, 75 no answer.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# Needs packages, and no installation: `python -I` finds the project through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.canonical import Json
from release.verify import summary
from release.verify.stranger import Stranger
from release.verify.target import target_of

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("what", metavar="WHAT", help="for example u2netp-mirror-v1")
    parser.add_argument("--kit", type=Path, help="a kit, made by scripts/kit.py")
    parser.add_argument("--trusted-root", type=Path, help="a trusted_root.json to go by")
    parser.add_argument("--state", type=Path, help="the file to remember in")
    options, env = parser.parse_args(), os.environ
    say = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        given = {"trusted_root": options.trusted_root, "state": options.state}
        policy = job.policy_in(ROOT)
        who = Stranger(checkout=ROOT, policy=policy, environment=env, **given)
        found = who.examine(target_of(options.what, kit=options.kit), lambda c: say(c.line))
        job.summarise(env, summary.rendered(options.what, found))
        for warning in found.warnings:
            say(f"!!  {warning}")
        return {"what": options.what, **found.fields()}

    report.run(body, as_json=options.json)
