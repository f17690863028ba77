"""@sigstore/verify, the verifier of npm and of GitHub's actions: all questions in one process.

Optional: `make sigstore-js` fetches it, for machines with node. Without it a test says so.
"""

import base64
import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.instance.samples import FILE, PUBLISHER, Kind
from tests.rehearsal.sigstore.trust import TrustFiles
from tests.static.tree import ROOT

_SCRIPT = ROOT / "build/sigstore-js/verify.cjs"


def unavailable() -> str | None:
    """Return why it cannot be asked here, or None."""
    if shutil.which("node") is None:
        return "not run: there is no node on PATH"
    if not (_SCRIPT.parent / "node_modules").is_dir():
        return "not run: @sigstore/verify is not here: run make sigstore-js (1 MB)"
    return None


def ask(files: TrustFiles, bundles: Mapping[str, bytes], kind: Kind) -> Mapping[str, str]:
    """Return what it says of each bundle over the sample, by name; nothing means yes."""
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
        argv = [str(shutil.which("node")), str(_SCRIPT), str(questions)]
        done = subprocess.run(argv, capture_output=True, check=True, timeout=120)
    answers: dict[str, str] = json.loads(done.stdout)
    return answers
