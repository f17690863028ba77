"""Bring the pinned files and write exactly these into a new folder.

The upstream files come from GitHub at the pinned commit. The checkpoint comes from Google Drive,
from a drop, or from a file: --from names the ways, in the order to try them; one that has nothing
gives place to the next. What came is compared with the pin (size, SHA-256) before anything is
written; then all or none. With --from drop, dropped models are brought as well, for prove to
compare; DROP names a drop in a fork; job output: drops. A download goes on where it was cut off.

Exit codes: 0 written · 2 usage · 10 not there · 12 far too long, or no regular file · 20 other
bytes than pinned: empty, a part, a pointer, a page, another file · 40 pin invalid, or witnesses
disagree · 69 no answer, too slow, cut off, or a web page · 75 Drive's quota is used up.
"""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

# This job installs nothing: `python -I` finds the package through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.acquire.acquired import Ways, acquire
from release.acquire.drive import Drive
from release.acquire.drop import Drop, taken_in
from release.acquire.transport import NAMES, LocalFile, Transport, order
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.files import read_bytes
from release.pin import PIN_LIMIT, Pin

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--pin", type=Path, required=True, help="model/u2netp_mirror.toml")
    parser.add_argument("--output", type=Path, required=True, help="a new or empty folder")
    parser.add_argument("--from", dest="ways", action="append", choices=NAMES, default=[])
    parser.add_argument("--checkpoint", type=Path, help="the file, for --from path")
    parser.add_argument("--drop-branch", help="another branch than the pinned checkpoint's own")
    options, env, root = parser.parse_args(), os.environ, Path(__file__).resolve().parents[1]
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        pin, out = Pin.parse(read_bytes(options.pin, limit=PIN_LIMIT)), options.output
        fetches = Downloads(proxy=proxy_of(env), progress=tell)
        made: dict[str, Callable[[], Transport]] = {
            "drive": lambda: Drive.of(pin, fetches, output=out, progress=tell),
            "drop": lambda: Drop.of(pin, env, root=root, branch=options.drop_branch),
            "path": lambda: LocalFile(options.checkpoint),
        }
        chosen = [made[name]() for name in order(options.ways, file=options.checkpoint)]
        taken = taken_in(pin, env, root=root, wanted="drop" in options.ways)
        ways = Ways(checkpoint=chosen, upstream=fetches, witnesses=taken.witnesses)
        acquired = acquire(pin, ways, out, progress=tell)
        report.set_outputs(env.get("GITHUB_OUTPUT"), {"drops": taken.words})
        for file in acquired:
            tell(f"{file.name}: {file.size:,} bytes, {file.digest}, as pinned")
        return {"files": {f.name: {"sha256": f.digest.hex, "size": f.size} for f in acquired}}

    report.run(body, as_json=options.json)
