"""Say who writes for release-please, and refuse a token that is another's.

ask      gives the job the client id of the App that model/policy.toml names, as the output `app`;
         it is empty when the policy says that the job's own token writes: the degraded mode
require  refuses every other token than that writer's: APP_SLUG and APP_TOKEN are what the App
         gave, empty without one, GH_TOKEN is the job's. Says in the summary who writes

release-please runs after that. Standard library only.

Exit codes: 0 answered, or the right token · 10 a variable is missing · 40 policy invalid · 43 the
token is another's.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# This job installs nothing: `python -I` finds the package through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.canonical import Json
from release.supply_chain import summary

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("verb", choices=("ask", "require"))
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Ask the policy; then hand on, or compare."""
        writer = job.policy_in(ROOT).release_please
        if options.verb == "ask":
            report.set_outputs(env.get("GITHUB_OUTPUT"), {"app": writer.client_id or ""})
        else:
            job.token(env, writer)
            job.summarise(env, summary.writing(writer))
        tell(f"release-please writes as {writer.actor}")
        return {"writer": writer.actor, "degraded": writer.degraded}

    report.run(body, as_json=options.json)
