"""@sigstore/verify, the verifier of npm and of GitHub's actions: all questions in one process.

Set-up gets it where the machine has node. Elsewhere a test says so.
"""

import base64
import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.instance.samples import FILE, PUBLISHER, Kind
from tests.rehearsal.sigstore.trust import TrustFiles
from tests.rehearsal.tools import Tools, npm

LACKING = "not run: @sigstore/verify needs node 20 and npm: install them, then make tools"


def ask(
    tools: Tools, files: TrustFiles, bundles: Mapping[str, bytes], kind: Kind
) -> Mapping[str, str] | None:
    """Return what it says of each bundle over the sample, by name; nothing means yes.

    None without node.
    """
    if (node := npm.node()) is None:
        return None
    data = base64.b64encode(FILE).decode() if kind is Kind.FILE else None
    asked = {
        "root": json.loads(files.trusted_root.read_bytes()),
        "identity": PUBLISHER.san,
        "issuer": PUBLISHER.issuer,
        "questions": [
            {"name": name, "bundle": bundle.decode(), "data": data}
            for name, bundle in bundles.items()
        ],
    }
    with tempfile.TemporaryDirectory(prefix="sigstore-js-") as folder:
        questions = Path(folder) / "questions.json"
        questions.write_text(json.dumps(asked))
        argv = [str(node), str(tools.sigstore_js / "verify.cjs"), str(questions)]
        done = subprocess.run(argv, capture_output=True, check=True, timeout=120)
    answers: dict[str, str] = json.loads(done.stdout)
    return answers
