"""Put the changelog of the next version into release-please's pull request.

release-please changes the version files; the text comes from changelog.d. This adds one commit to
its branch that makes everything unreleased the section of the proposed version and removes the
fragments, as `scripts/changelog.py cut` does at a desk. Running it again finds it done. The writer
that the policy names for release-please commits; the day is that of the branch's last commit.

Exit codes: 0 done, or done before · 2 not the next version · 10 a variable is missing · 13 git or
gh is missing · 40 a fragment or the version is wrong · 43 the token may not, or is another's ·
69, 75 run it again.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# This job installs nothing: `python -I` finds the packages through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.canonical import Json
from release.git import Git
from release.supply_chain.resolve import VERSIONS, version_in
from upkeep import branch, changelog, fragments
from upkeep.finding import lines, require_none
from upkeep.next_version import BRANCH, cut

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Read the branch, cut, commit."""
        git, policy = Git.at(ROOT, env), job.policy_in(ROOT)
        token = job.token(env, policy.release_please)
        proposed = branch.Branch.fetched(git, policy.repository.name, BRANCH)
        paths, files = proposed.paths(), proposed.files(fragments.FOLDER)
        there = {parent for path in paths for parent in map(str, Path(path).parents)}
        found, wrong = fragments.survey(files, lambda path: path.rstrip("/") in paths | there)
        sys.stderr.write(lines(wrong))
        require_none(wrong, expected=f"what {fragments.RULES} describes")
        version, page = version_in(proposed.file(VERSIONS)), proposed.file(changelog.PAGE).decode()
        made = cut(found, page, version, day=proposed.day)
        if made is not None:
            branch.commit(proposed, made, env, token)
        said = f"{version}: {len(found)} fragments" if made else f"{version} is told already"
        job.summarise(env, f"### Changelog of {said}\n")
        tell(said)
        return {"version": str(version), "fragments": len(found)}

    report.run(body, as_json=options.json)
