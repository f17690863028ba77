"""Say what this machine has, what it lacks, and what to do about it. With --github: the repository.

Changes nothing. With --github, GitHub is asked with the token GH_TOKEN; each difference is told
with the click that mends it. Exit codes: 0 all is there, or comes with set-up · 2 usage · 10 no
GH_TOKEN · 13 something is missing · 41 another repository of this name · 43 a question the token
may not ask · 44 a setting differs · 69, 75 no answer.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 # an older Python is what this line is for
    sys.stderr.write(f"error 13: {sys.executable} is older than Python 3.11\n")
    sys.stderr.write("  expected: Python 3.11 or newer\n  remedy: make PYTHON=/other/python3 …\n")
    sys.exit(13)

# Nothing may be installed yet; with -I and -S this is the only entry besides the standard library.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.download import proxy_of
from release.github_api import GitHubApi
from tests.rehearsal.tools import cache_folder
from tests.rehearsal.tools.examination import Finding, examine, require_healthy
from upkeep import examination
from upkeep.check import Check, conclude

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--github", action="store_true", help="look at the repository's settings")
    options = parser.parse_args()
    tell = job.teller(as_json=options.json)

    def tell_all(rows: Sequence[Finding | Check]) -> None:
        """Tell each line of each row."""
        for line in "\n".join(row.lines() for row in rows).splitlines():
            tell(line)

    def machine() -> dict[str, str]:
        """Tell every finding about this machine."""
        tell_all(findings := examine(cache_folder(os.environ)))
        require_healthy(findings)
        tell(ready := "ready: make rehearse")
        return {"verdict": ready}

    def github() -> dict[str, str]:
        """Tell every comparison with GitHub."""
        rules, repository = examination.Rules.of(ROOT), job.policy_in(ROOT).repository
        token = job.variable(os.environ, "GH_TOKEN")
        with GitHubApi(repository.name, token, proxy=proxy_of(os.environ)) as api:
            checks = examination.examine(rules, repository, api)
        tell_all(checks)
        tell(counts := conclude(checks))
        return {"verdict": counts}

    report.run(github if options.github else machine, as_json=options.json)
