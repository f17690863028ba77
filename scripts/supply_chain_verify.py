"""Accept a published version of this repository as a stranger gets it, or refuse it.

Downloads every file by its public address without a token, compares SHA256SUMS, and lets cosign
judge every signature under the exact identity of model/policy.toml, with its claims; then the
provenance must name this tag. With --output the accepted files are kept.

Exit codes: 0 accepted · 10 a file is not there · 13 cosign missing or too old · 20 other bytes ·
21, 22 a signature is refused · 23 trust root · 40 record invalid · 69, 75 no answer.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# Standard library and cosign: `python -I` finds the package through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.sigstore import Cosign
from release.supply_chain.stranger import examined
from release.version import VersionTag

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("tag", metavar="TAG", help="for example v0.2.0")
    parser.add_argument("--output", type=Path, help="where the accepted files go")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        policy, tag = job.policy_in(ROOT), VersionTag.parse(options.tag)
        cosign, downloads = Cosign.found(env, least=policy.cosign), Downloads(proxy=proxy_of(env))
        found = examined(tag, policy, downloads, cosign, tell)
        if options.output:
            found.whole.write(options.output)
        return {"tag": str(tag), "commit": found.commit, "sums": found.whole.sums_digest.hex}

    report.run(body, as_json=options.json)
