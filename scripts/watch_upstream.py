"""Say whether upstream is still what the pin was made from; if not, what changed and what to do.

Looks at upstream's releases, the pinned files and NOTICE at HEAD and the link in its README, and
fetches the checkpoint. What changed is looked at twice; each proposal is for a person. GH_TOKEN
needs no right; it only raises GitHub's limit.

Exit codes: 0 unchanged · 10 no GH_TOKEN · 12 the link gives far too much · 40 pin invalid ·
45 upstream moved · 69, 75 no answer, or two looks that disagree.
"""

import os
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

# This job installs nothing: `python -I` finds the packages through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.acquire.drive import Drive
from release.acquire.source import sources
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.files import read_bytes
from release.github_api import GitHubApi
from release.names import pin_path
from release.pin import PIN_LIMIT, Pin
from upkeep import upstream
from upkeep.upstream_look import Look, settled

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--model", default="u2netp", help="whose pin to read (default: u2netp)")
    parser.add_argument("--pause", type=float, default=60.0, help="seconds between two looks")
    options, env, root = parser.parse_args(), os.environ, Path(__file__).resolve().parents[1]
    tell = job.teller(as_json=options.json)

    def brought(pin: Pin, fetches: Downloads) -> bytes:
        """Fetch the checkpoint, whatever it is now; nothing is kept from an earlier look."""
        with tempfile.TemporaryDirectory() as place:
            output = Path(place, "acquired")
            return Drive.of(pin, fetches, output=output, progress=tell).bring(sources(pin)[0])

    def body() -> Mapping[str, Json]:
        """Look; look again if anything changed."""
        pin = Pin.parse(read_bytes(root / pin_path(options.model), limit=PIN_LIMIT))
        token, proxy = job.variable(env, "GH_TOKEN"), proxy_of(env)
        bring = partial(brought, pin, fetches := Downloads(proxy=proxy, progress=tell))
        with GitHubApi(pin.upstream.repository, token, proxy=proxy) as api:
            look = Look(questions=api, downloads=fetches, checkpoint=bring)
            found = settled(look, pin, partial(time.sleep, options.pause))
        report.set_outputs(env.get("GITHUB_OUTPUT"), upstream.told(found))
        job.summarise(env, upstream.rendered(found))
        upstream.require_unchanged(found, tell)
        return {"changed": False}

    report.run(body, as_json=options.json)
