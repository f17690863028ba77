"""Build a version from the tree of its tag: wheel, source distribution, registry archive.

TAG and COMMIT come from `resolve`. The packages are built twice, in two folders; other bytes the
second time, or any file that is not the tree's, refuses. Then come the bill of materials, which is
held against what was built, SHA256SUMS, and the provenance statement, still unsigned. Job output:
sums_sha256.

Exit codes: 0 built · 10 a file is missing · 13 it cannot be built · 20 two builds differ · 40
other files than the tree's, or a package no lock pins · 42 a mirror's binary in the registry.
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

# The job installs the build backend alone: `python -I` finds the package through this line.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.canonical import Json
from release.files import write_bytes
from release.git import Git
from release.names import STATEMENT
from release.supply_chain import summary
from release.supply_chain.build import built
from release.supply_chain.source import source_at
from release.version import VersionTag

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--output", type=Path, required=True, help="where the files go")
    options, env = parser.parse_args(), os.environ

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        policy, tag = job.policy_in(ROOT), VersionTag.parse(job.variable(env, "TAG"))
        source = source_at(Git.at(ROOT, env), job.variable(env, "COMMIT"))
        publisher = policy.version_publisher(tag.version)
        with tempfile.TemporaryDirectory(prefix="build-") as place:
            made, statement = built(source, tag, publisher, Path(sys.executable), Path(place))
        made.write(options.output)
        write_bytes(options.output / STATEMENT, statement)
        report.set_outputs(env.get("GITHUB_OUTPUT"), {"sums_sha256": made.sums_digest.hex})
        job.summarise(env, summary.built(made, source.commit))
        job.teller(as_json=options.json)(f"{tag}: {len(made.files)} files, built twice alike")
        return {"tag": str(tag), "sums_sha256": made.sums_digest.hex}

    report.run(body, as_json=options.json)
