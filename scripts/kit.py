"""Pack a published release, and all it takes to verify it without a network, into one tar.

Takes a tag; downloads the release without a token, asks for the trust root, and writes
u2netp_mirror_v<N>.kit.tar: its files, trust root, policy, revocation list if there is one, the
sums of cosign, and VERIFY.md with three ways to verify it offline. The kit is verified from its own
bytes, and by cosign, before it is written. The same release, root and rules give the same bytes.

Exit codes: 0 written · 10 not published · 13 cosign · 20 digest · 21 bundle · 22 signature or
identity · 23 trust root · 40 record invalid · 42 a file too many or too few · 69, 75 no answer.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# Needs packages, and no installation: `python -I` finds the project through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.artifact import Artifact
from release.canonical import Json
from release.files import write_bytes
from release.names import Names, Tag
from release.verify.packing import packed

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("tag", metavar="TAG", help="for example u2netp-mirror-v1")
    parser.add_argument("--output", type=Path, default=Path(), help="the folder to write to")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        tag, checkout = Tag.parse(options.tag), Path(__file__).resolve().parents[1]
        data = packed(tag, checkout, env, lambda check: tell(check.line))
        artifact = Artifact.of(f"{Names(tag).kit}.tar", data)
        write_bytes(options.output / artifact.name, data)
        tell(f"{artifact.name}: {artifact.size} bytes, {artifact.digest}")
        return {"tag": str(tag), "kit": artifact.name, "sha256": artifact.digest.hex}

    report.run(body, as_json=options.json)
