"""The script as the job runs it: isolated, through a proxy, with one line on a failure."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.acquire.server import Reply, serving
from tests.pinned import ROOT, pinned


@pytest.mark.parametrize(("body", "code"), [(b"checkpoint", 0), (b"another", 20)])
def test_the_script_writes_the_pinned_files_or_nothing(
    tmp_path: Path, body: bytes, code: int
) -> None:
    given = pinned(b"checkpoint")
    finished = acquire(given.write(tmp_path), tmp_path / "out", body, given.files)
    assert finished.returncode == code, finished.stderr
    assert json.loads(finished.stdout)["ok"] is (code == 0)
    assert (tmp_path / "out/u2netp.pth").exists() is (code == 0)
    assert finished.stderr.count("\n") == (code != 0)


def acquire(
    pin: Path, output: Path, checkpoint: bytes, files: Mapping[str, bytes]
) -> subprocess.CompletedProcess[str]:
    script = ROOT / "scripts/acquire.py"
    argv = [sys.executable, "-I", *map(str, (script, "--pin", pin, "--output", output, "--json"))]
    with serving(as_proxy=True) as proxy:
        at = "/xuebinqin/U-2-Net/ac7e1c817ecab7c7dff5ce6b1abba61cd213ff29"
        query = "id=1rbSTGKAE-MTxBYHd-51l2hMOQPT_7EPy&export=download&confirm=t"
        proxy.reply(f"/download?{query}", Reply(body=checkpoint))
        for path, data in files.items():
            proxy.reply(f"{at}/{path}", Reply(body=data))
        proxy.authority.cert_pem.write_to_path(str(pin.parent / "ca.pem"))
        environment = {
            "https_proxy": f"http://127.0.0.1:{proxy.port}",
            "SSL_CERT_FILE": str(pin.parent / "ca.pem"),
        }
        return subprocess.run(
            argv, env=environment, capture_output=True, text=True, check=False, timeout=60
        )
