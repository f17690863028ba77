"""Make a signed version public, complete and unchangeable; running it again finds what is done.

Takes the signed set, checks every digest and signature before anything is public, then fills the
draft that release-please made, reads it back from the server, publishes it, and downloads it as a
stranger. TAG and the digest of SHA256SUMS come from the job's variables.

Exit codes: 0 public · 13 cosign missing or too old · 20 other bytes than signed · 21, 22, 23 a
signature is refused · 40 record invalid · 41 the tag was moved, is gone or not on main, or other
files are public · 42 a file too many or too few · 43 the token may not · 44 releases are not
immutable · 75 run it again: it goes on where this run stopped.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from release import job, report
from release.artifact import Digest
from release.attach.publication import attach
from release.canonical import Json
from release.download import proxy_of
from release.git import Git
from release.github.surroundings import surroundings
from release.sigstore import Cosign
from release.supply_chain import summary, version_set
from release.supply_chain.signing import accept
from release.supply_chain.source import is_newest, source_at
from release.supply_chain.wanted import WantedVersion
from release.version import Part, VersionTag

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--set", type=Path, required=True, help="the folder that sign wrote")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        policy, tag = job.policy_in(ROOT), VersionTag.parse(job.variable(env, "TAG"))
        digest, git = Digest.parse(job.variable(env, "SUMS_SHA256")), Git.at(ROOT, env)
        whole = version_set.read(options.set, tag.version, tuple(Part), expected=digest)
        cosign = Cosign.found(env, least=policy.cosign)
        source = source_at(git, accept(whole, cosign, policy.version_publisher(tag.version)))
        latest = is_newest(git, tag)
        wanted = WantedVersion.of(whole, options.set, policy, source, latest=latest)
        token = job.variable(env, "GH_TOKEN")
        around = surroundings(policy.repository, token, cosign, proxy=proxy_of(env), tell=tell)
        receipt = attach(wanted, around)
        job.summarise(env, summary.published(receipt, wanted))
        return {"tag": str(tag), "commit": receipt.commit, "uploads": receipt.uploads}

    report.run(body, as_json=options.json)
