"""Open, update or close the one issue of a watch, by how its job ended and what it told.

The job's result is in RESULT, in GitHub's word: success, failure, cancelled or skipped. What it
saw is in SIGHTINGS, as the watch wrote it; empty after a crash. All but a success that saw nothing
is an alarm. So is another watch that GitHub starts no more, or has begun no run of for too long,
and a main so quiet that it will stop all of them. Issues of others are never touched, whatever
stands in them.

Exit codes: 0 the issue is as it must be · 2 unknown watch · 10 a variable is missing · 13 git ·
43 the token may not write issues · 44 issues are off · 69, 75 no answer.
"""

import os
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

# This job installs nothing, so that nothing can keep it from telling.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.canonical import Json
from release.download import proxy_of
from release.git import Git
from release.github.voice import GitHubVoice
from upkeep.alarm import News, Watch, heard
from upkeep.companions import seen_of_others, seen_of_silence
from upkeep.issues import Issues

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    watches = [watch.value for watch in Watch]
    parser.add_argument("--about", required=True, choices=watches, help="the watch")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire what was told to the issues."""
        name, watch = job.policy_in(ROOT).repository.name, Watch(options.about)
        seen, more = heard(env.get("SIGHTINGS", ""))
        run = f"https://github.com/{name}/actions/runs/{job.variable(env, 'GITHUB_RUN_ID')}"
        result = job.variable(env, "RESULT")
        now = datetime.now(UTC)
        quiet = seen_of_silence(lambda: Git.at(ROOT, env).time("HEAD"), now)
        with GitHubVoice(name, job.variable(env, "GH_TOKEN"), proxy=proxy_of(env)) as api:
            others = seen_of_others(watch, api, base := f"/repos/{name}", root=ROOT, now=now)
            told = (*seen, *others, *quiet)
            news = News(watch=watch, result=result, seen=told, more=more, run=run)
            done = Issues(talks=api, base=base, pause=time.sleep).settle(news)
        words = [type(action).__name__.lower() for action in done]
        tell(f"{watch.value}: {', '.join(words) or 'nothing to do'}")
        return {"watch": watch.value, "well": news.well, "done": words}

    report.run(body, as_json=options.json)
