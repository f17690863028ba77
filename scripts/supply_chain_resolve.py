"""Say which commit a version's tag means, and whether there is anything to release.

TAG names the tag; without it the tag is that of the version in .release-please-manifest.json. It
must be on main, the tree must speak of its version everywhere, and nothing else may be public under
it. Job outputs: proceed (no, while another run does it), tag, commit, reason, staged signatures.

Exit codes: 0 answered · 10 no such tag, or a variable is missing · 40 another version in the tree,
or a tag of another kind · 41 the tag is not on main, or other files are public · 43 the token may
not read · 44 what is public can be changed · 69 no answer.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# This job installs nothing: `python -I` finds the package through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.canonical import Json
from release.download import proxy_of
from release.files import MIB, read_bytes
from release.git import Git
from release.github_api import GitHubApi
from release.supply_chain import resolve
from release.supply_chain.public import published
from release.supply_chain.source import on_main, source_at, tagged
from release.supply_chain.under_way import left_to_do
from release.version import VersionTag

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    options, env = job.options_of(__doc__).parse_args(), os.environ

    def answer() -> resolve.Resolved:
        """Ask git, then GitHub."""
        policy, git, asked = job.policy_in(ROOT), Git.at(ROOT, env), env.get("TAG", "")
        versions = read_bytes(ROOT / resolve.VERSIONS, limit=MIB)
        tag = VersionTag.parse(asked) if asked else resolve.version_in(versions).tag
        if (commit := tagged(git, tag)) is None:
            return resolve.untagged(tag, named=bool(asked))
        resolve.require_on_main(tag, commit, on_main=on_main(git, commit))
        resolve.require_agreement(source_at(git, commit), tag)
        run = int(job.variable(env, "GITHUB_RUN_ID")) if asked else None  # the door is none
        name, token = policy.repository.name, job.variable(env, "GH_TOKEN")
        with GitHubApi(name, token, proxy=proxy_of(env)) as api:
            found = resolve.resolved(tag, commit, published(api, name, tag))
            return left_to_do(found, policy.version_publisher(tag.version), run, api)

    def body() -> Mapping[str, Json]:
        """Say it."""
        values = (found := answer()).outputs()
        report.set_outputs(env.get("GITHUB_OUTPUT"), values)
        job.summarise(env, f"### {found.tag}\n\n{found.reason}\n")
        job.teller(as_json=options.json)(found.reason)
        return dict(values)

    report.run(body, as_json=options.json)
