"""Compute again what a pull request says of releases, and refuse every byte that differs.

Run in a checkout of the base with its whole history; HEAD_SHA names the pull request's commit,
which is read as data: nothing of it is checked out or run. What merging would make of the base is
compared with the published release, fetched and verified without a token under the base's policy.
A pull request that says nothing of releases passes at once.

Exit codes: 0 the same, or nothing said · 10 release not there, or a variable is missing · 12 the
change is too large · 13 git or cosign missing · 20, 21, 22, 23 the release is refused · 40 a byte,
path or mode is not what the release says; the place is named · 69 no answer · 75 it conflicts.
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
from release.download import Downloads, proxy_of
from release.git import Git
from release.record.consistency import examine
from release.record.finding import rendered, require
from release.record.merge import request_of
from release.sign.published_set import accepted
from release.sigstore import Cosign

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    options, env = job.options_of(__doc__).parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the check."""
        policy = job.policy_in(ROOT)
        request = request_of(Git.at(ROOT, env), job.variable(env, "HEAD_SHA"))
        downloads = Downloads(proxy=proxy_of(env))
        cosign = partial(Cosign.found, env, least=policy.cosign)
        released = partial(accepted, policy, downloads, cosign)
        finding = examine(request, released, policy)
        job.summarise(env, rendered(finding))
        require(finding)
        said = ", ".join(finding.records) or "nothing that a release says"
        tell(f"{len(request.changes)} paths changed; computed again: {said}")
        return {"changed": len(request.changes), "records": list(finding.records)}

    report.run(body, as_json=options.json)
