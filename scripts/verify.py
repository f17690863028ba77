"""Accept a published release as a stranger would, from public addresses alone, or refuse it.

Takes a tag; downloads its files without a token, and compares the exact set, every digest, all
signatures by cosign, and once more in process under every claim of model/policy.toml: ids of
repository and owner, environment, runner. --set takes the files from a folder; --kit takes an
air-gap kit and needs neither network nor cosign.

The trust root is Sigstore's production root, or the kit's. Where cosign's own variables TUF_MIRROR
and TUF_ROOT_JSON are set, both verifiers use that root, and the script says so.

Exit codes: 0 accepted · 10 not published · 13 cosign · 20 digest · 21 bundle · 22 signature or
identity · 23 trust root · 24 no revocation list · 40 record or kit invalid · 42 a file too many or
too few · 69, 75 no answer.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from release import job, report
from release.canonical import Json
from release.files import read_bytes
from release.names import REVOCATIONS, Tag
from release.verify import summary
from release.verify.kit import KIT_LIMIT
from release.verify.offline import verify_kit

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("tag", metavar="TAG", help="for example u2netp-mirror-v1")
    parser.add_argument("--set", type=Path, help="a folder with the files")
    parser.add_argument("--kit", type=Path, help="a kit, made by scripts/kit.py")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        policy, tag = job.policy_in(ROOT), Tag.parse(options.tag)
        if options.kit:
            data, listed = read_bytes(options.kit, limit=KIT_LIMIT), (ROOT / REVOCATIONS).exists()
            trust, verdict = "the kit's", verify_kit(data, tag, policy, tell, revocations=listed)
        else:
            # sigstore-python opens a socket at import, and verifying a kit opens none.
            from release.verify.online import verify_public  # noqa: PLC0415

            trust, verdict = verify_public(tag, policy, env, tell, folder=options.set)
        markdown = summary.rendered(verdict, policy.publisher(tag), trust)
        report.add_summary(env.get("GITHUB_STEP_SUMMARY"), markdown)
        checks: list[Json] = [{"name": c.name, "detail": c.detail} for c in verdict.checks]
        return {"tag": str(tag), "accepted": True, "trust_root": trust, "checks": checks}

    report.run(body, as_json=options.json)
