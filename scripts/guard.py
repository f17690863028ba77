"""Say whether there is anything to release: "go" with a plan, or "nothing to do" with a reason.

Reads pin, policy, receipt and registry from the checkout; asks GitHub for releases, tags, runs and
the bot's pull request, and git for drops (DROP names one in a fork). "Nothing to do" is said on
evidence only; an unanswered question is a failure. Job outputs: proceed, plan, tag and reason.

Exit codes: 0 answered · 2 DROP is misspelt · 10 no full history, or a variable is missing · 20 a
manifest is not what GitHub states · 40 record invalid · 41 a recorded release is gone ·
43 the token may not read · 69 no answer · 75 main has moved on.
"""

import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

# This job installs nothing: `python -I` finds the package through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.canonical import Json
from release.checkout import Checkout
from release.download import Downloads, proxy_of
from release.github_api import GitHubApi
from release.guard import inputs, intake, summary
from release.guard.decide import Decision, decide, fork
from release.guard.observation import Sources, observe
from release.guard.staged import with_staged
from release.published import public_manifest

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--model", default="u2netp", help="whose pin to read (default: u2netp)")
    options, env = parser.parse_args(), os.environ

    def answer() -> Decision:
        """Ask, unless this is a fork."""
        policy = job.policy_in(ROOT)
        if done := fork(job.variable(env, "GITHUB_REPOSITORY_ID"), policy.repository.id):
            return done
        history, proxy = Checkout.at(ROOT, env), proxy_of(env)
        event, commit = (job.variable(env, f"GITHUB_{name}") for name in ("EVENT_NAME", "SHA"))
        wanted = inputs.wanted(ROOT, options.model, history, event=event, commit=commit)
        run, name = int(job.variable(env, "GITHUB_RUN_ID")), policy.repository.name
        drops = intake.seen(inputs.pin(ROOT, options.model), ROOT, env)
        job.summarise(env, intake.rendered(drops))
        public = partial(public_manifest, policy.repository, lambda: Downloads(proxy=proxy))
        with GitHubApi(name, job.variable(env, "GH_TOKEN"), proxy=proxy) as api:
            sources = Sources(questions=api, history=history, manifest_of=public, drops=drops)
            found = decide(observe(wanted, inputs.registry(ROOT), policy, run, sources), wanted)
            return with_staged(found, wanted, policy, run, sources)

    def guard() -> Mapping[str, Json]:
        """Say it."""
        values = summary.outputs(decision := answer()) | summary.apps(job.policy_in(ROOT))
        report.set_outputs(env.get("GITHUB_OUTPUT"), values)
        job.summarise(env, summary.rendered(decision))
        job.teller(as_json=options.json)(values["reason"])
        return dict(values)

    report.run(guard, as_json=options.json)
