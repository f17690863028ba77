"""Find the artifact with the log checkpoints of the last run of log-monitor.yml that ended well.

Names it in the job outputs `run_id` and `artifact_id`; both are empty when no run ever ended well,
or when somebody says where to begin anew: then no state is asked for. GH_TOKEN reads runs.

Exit codes: 0 found, or there never was one · 10 the last run's artifact is gone · 43 right ·
69, 75 no answer.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# Runs before anything is installed: `python -I` finds the package through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.canonical import Json
from release.download import proxy_of
from release.github_api import GitHubApi
from release.watch.log.kept import Begin, last_state

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--workflow", default="log-monitor.yml", help="whose runs")
    parser.add_argument("--begin", choices=["", "nowhere", "empty", "now"], help="begin anew")
    options, env = parser.parse_args(), os.environ

    def body() -> Mapping[str, Json]:
        """Ask, and hand on what was found."""
        name, token = job.policy_in(ROOT).repository.name, job.variable(env, "GH_TOKEN")
        with GitHubApi(name, token, proxy=proxy_of(env)) as api:
            anew = Begin.of(options.begin)
            kept = None if anew else last_state(api, f"/repos/{name}", options.workflow)
        found = (str(kept.run), str(kept.artifact)) if kept else ("", "")
        outputs = dict(zip(("run_id", "artifact_id"), found, strict=True))
        report.set_outputs(env.get("GITHUB_OUTPUT"), outputs)
        return {**outputs}

    report.run(body, as_json=options.json)
