"""Make a Python with torch in a new folder, for `scripts/export.py --oracle`.

It holds exactly what the lock pins, fetched by uv and compared by digest: 3 GB, once, a minute or
two. Where MIRROR_TORCH_PYTHON names a Python that has these versions already, also built for
processors only, the folder leads to it and nothing is fetched.

Exit codes: 0 made · 2 the folder is there already · 10 no lock · 13 uv is missing · 69 the packages
cannot be had.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# This script installs nothing of ours: `python -I` finds the package through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, process, report
from release.canonical import Json
from release.errors import UsageError
from release.export import torch_python
from release.files import MIB, read_bytes
from release.lock import Lock

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--lock", type=Path, required=True, help="requirements/torch.txt")
    parser.add_argument("--output", type=Path, required=True, help="a new folder")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Take one, or make one."""
        lock = Lock.of(options.lock.name, read_bytes(options.lock, limit=MIB))
        if options.output.exists():
            raise UsageError(
                f"{options.output} is there already",
                expected="a new folder",
                remedy="name another folder with --output, or use what is there",
            )
        named = env.get(torch_python.NAMED)
        if named and torch_python.fitting(Path(named), lock):
            tell(f"taking torch from {named}")
            return {"python": str(torch_python.link(Path(named), options.output))}
        uv = process.find("uv", path=env.get("PATH", ""), remedy="install uv")
        tell("fetching torch and what it needs, as the lock pins them: 3 GB")
        own = {n: v for n, v in env.items() if n in torch_python.FOR_UV or n.startswith("UV_")}
        return {"python": str(torch_python.install(options.output, options.lock, uv=uv, env=own))}

    report.run(body, as_json=options.json)
