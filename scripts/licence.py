"""Write the licence receipt from its parts, or check the one in the tree clause by clause.

The parts are the pin's table `licence`, upstream's LICENSE at the pinned commit, and the statement
of changes that the graph carries.

Exit codes: 0 written, or complete · 10 input missing · 20 not the pinned bytes ·
34 a clause is not fulfilled · 40 pin invalid.
"""

from collections.abc import Mapping
from pathlib import Path

from release import job, report
from release.artifact import Artifact
from release.canonical import Json
from release.files import MIB, read_bytes, write_bytes
from release.pin import PIN_LIMIT, Pin
from release.prove.licence import (
    RECEIPT_LIMIT,
    require_notice_status,
    require_receipt,
    require_text,
)
from release.prove.receipt import LICENCE_FILE, render

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--pin", type=Path, required=True, help="model/u2netp_mirror.toml")
    parser.add_argument("--upstream-dir", type=Path, required=True, help="holds LICENSE")
    parser.add_argument("--receipt", type=Path, required=True, help="the receipt in LICENSES/")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="refuse a receipt that lacks a clause")
    what.add_argument("--write", action="store_true", help="write the receipt; then review it")
    options = parser.parse_args()
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Read the parts, then write or check."""
        pin = Pin.parse(read_bytes(options.pin, limit=PIN_LIMIT))
        files = {}
        for file in pin.upstream.files:
            if file.path in {LICENCE_FILE, pin.licence.notice}:
                files[file.path] = read_bytes(options.upstream_dir / file.path, limit=MIB)
                Artifact.of(file.path, files[file.path]).require(file.digest, source="the pin")
        if options.write:
            require_text(files.get(LICENCE_FILE, b""), pin)
            require_notice_status(files, pin)
            write_bytes(options.receipt, render(pin, files))
        require_receipt(read_bytes(options.receipt, limit=RECEIPT_LIMIT), files, pin)
        tell(f"{options.receipt.name}: fulfils Apache-2.0 section 4, clauses (a) to (d)")
        return {"receipt": options.receipt.name}

    report.run(body, as_json=options.json)
