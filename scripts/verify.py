"""Accept a published release as a stranger would, from public addresses alone, or refuse it.

Takes a tag; downloads its files without a token, and compares the exact set, every digest, all
signatures by cosign, and once more in process under every claim of model/policy.toml: ids of
repository and owner, environment, runner. With --set, takes them from a folder instead.

The trust root is Sigstore's production root. Where cosign's own variables TUF_MIRROR and
TUF_ROOT_JSON are set, both verifiers use that root, and the script says so.

Exit codes: 0 accepted · 10 not published · 13 cosign · 20 digest · 21 bundle · 22 signature or
identity · 23 trust root · 40 record invalid · 42 a file too many or too few · 69, 75 no answer.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from release import job, report
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.names import Role, Tag
from release.published import PublishedRelease
from release.sign.release_set import read_directory
from release.sigstore import Cosign
from release.verify import summary
from release.verify.identity import Judge, TrustSource
from release.verify.verdict import verify

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("tag", metavar="TAG", help="for example u2netp-mirror-v1")
    parser.add_argument("--set", type=Path, help="a folder with the files")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        policy = job.policy_in(Path(__file__).resolve().parents[1])
        tag, downloads = Tag.parse(options.tag), Downloads(proxy=proxy_of(env))
        publisher, cosign = policy.publisher(tag), Cosign.found(env, least=policy.cosign)
        mirror, source = env.get("TUF_MIRROR"), None
        if mirror:
            root = Path(job.variable(env, "TUF_ROOT_JSON"))
            source = TrustSource(url=mirror, root=root)
        trust = f"NOT production, but {mirror}" if mirror else "Sigstore's production root"
        tell(f"trust root: {trust}")
        if options.set:
            files = read_directory(options.set, tag=tag, roles=tuple(Role))
        else:
            public = PublishedRelease(repository=policy.repository, tag=tag, downloads=downloads)
            files = public.assets(tuple(Role))
        verdict = verify(files, tag, publisher, (cosign, Judge(source)), tell)
        markdown = summary.rendered(verdict, publisher, trust)
        report.add_summary(env.get("GITHUB_STEP_SUMMARY"), markdown)
        checks: list[Json] = [{"name": c.name, "detail": c.detail} for c in verdict.checks]
        return {"tag": str(tag), "accepted": True, "trust_root": trust, "checks": checks}

    report.run(body, as_json=options.json)
