"""Fetch the pinned files and write exactly these into a new folder.

The checkpoint comes from Google Drive, the upstream files from GitHub at the pinned commit. Each is
compared with the pin (size, SHA-256) before anything is written; then all are written, or none.
A proxy is taken from https_proxy, certificates from SSL_CERT_FILE. No credential is ever sent.

Exit codes: 0 written · 10 not there any more · 12 far too long · 20 other bytes than pinned ·
40 pin invalid · 69 no answer, or a web page instead of the file · 75 Drive's quota is used up.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# This job installs nothing: `python -I` finds the package through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report
from release.acquire.acquired import acquire
from release.canonical import Json
from release.download import Downloads, proxy_of
from release.files import read_bytes
from release.pin import PIN_LIMIT, Pin

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--pin", type=Path, required=True, help="model/u2netp_mirror.toml")
    parser.add_argument("--output", type=Path, required=True, help="a new or empty folder")
    options, env = parser.parse_args(), os.environ
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Wire the step."""
        pin = Pin.parse(read_bytes(options.pin, limit=PIN_LIMIT))
        downloads = Downloads(proxy=proxy_of(env), progress=tell)
        acquired = acquire(pin, downloads, options.output, progress=tell)
        for artifact in acquired:
            tell(f"{artifact.name}: {artifact.size:,} bytes, {artifact.digest}, as pinned")
        return {"files": {a.name: {"sha256": a.digest.hex, "size": a.size} for a in acquired}}

    report.run(body, as_json=options.json)
