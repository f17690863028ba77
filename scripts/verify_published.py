"""Say whether everything that was ever published is still that, and nothing beside it.

Each release of the registry is fetched by its plain addresses, without a token, and judged twice:
in this process and by cosign. Its page, its tag and GitHub's word on its files must follow from
those bytes. A version of this repository is judged by cosign, and its tag by the provenance; every
version that main announced must be there. No tag or release may look like ours and be recorded
nowhere, save a release of the last seven days. Trust root and revocation list must not be about to
run out. GH_TOKEN reads lists. With --page only the page of TAG is printed, as it must be.

Exit codes: 0 all is well · 10 no GH_TOKEN, or something is gone · 12 size · 13 cosign · 20 bytes ·
21, 22 signature · 23 trust root · 24 list · 40 record · 41 page, tag or release that is not ours ·
42 a file too many or too few · 43 right · 69, 75 no answer. Of several the gravest.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from release import job, report, sighting
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.files import read_bytes
from release.github_api import GitHubApi
from release.names import REGISTRY, Tag
from release.registry import REGISTRY_LIMIT, Registry
from release.watch.announced import Promised
from release.watch.listing import GitHubList
from release.watch.look import Look, judging

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--page", metavar="TAG", help="print how its page must be")
    parser.add_argument("--trusted-root", type=Path, help="a trusted_root.json to go by")
    options, env, root = parser.parse_args(), os.environ, Path(__file__).resolve().parents[1]
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Look, and say what was seen."""
        policy, proxy = job.policy_in(root), proxy_of(env)
        registry = Registry.parse(read_bytes(root / REGISTRY, limit=REGISTRY_LIMIT))
        with (
            judging(policy, env, root, options.trusted_root) as by,
            GitHubApi(policy.repository.name, job.variable(env, "GH_TOKEN"), proxy=proxy) as api,
        ):
            lists = GitHubList(asks=api, base=f"/repos/{policy.repository.name}")
            look = Look(policy=policy, registry=registry, lists=lists, judging=by, tell=tell,
                        downloads=Downloads(proxy=proxy))  # fmt: skip
            if options.page:
                title, notes = look.page(Tag.parse(options.page))
                print(title, notes, sep="\n\n", end="", flush=True)
                return {"title": title, "notes": notes}
            seen, count = look.seen(Promised.at(root, env), datetime.now(UTC))
        report.set_outputs(env.get("GITHUB_OUTPUT"), sighting.outputs(seen))
        well = f"{count} releases are what was published, and nothing is beside them."
        job.summarise(env, sighting.rendered(seen, well))
        sighting.require_none(seen, tell)
        return {"releases": count}

    report.run(body, as_json=options.json)
