"""The script as the job runs it: isolated, through a proxy, with one line on a failure."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acquire.server import Reply, serving
from tests.pinned import ROOT, pinned

GIVEN = pinned(b"checkpoint")


@pytest.mark.parametrize(("body", "code"), [(b"checkpoint", 0), (b"another", 20)])
def test_the_script_writes_the_pinned_files_or_nothing(
    tmp_path: Path, body: bytes, code: int
) -> None:
    finished = acquire(tmp_path, drive=body)
    assert finished.returncode == code, finished.stderr
    assert json.loads(finished.stdout)["ok"] is (code == 0)
    assert (tmp_path / "out/u2netp.pth").exists() is (code == 0)
    assert finished.stderr.count("\n") == (code != 0)


@pytest.mark.parametrize(("held", "code"), [(b"checkpoint", 0), (b"another", 20), (b"", 20)])
def test_a_file_takes_the_place_of_drive(tmp_path: Path, held: bytes, code: int) -> None:
    (tmp_path / "mine.pth").write_bytes(held)
    finished = acquire(tmp_path, "--checkpoint", str(tmp_path / "mine.pth"))
    assert finished.returncode == code, finished.stderr
    assert (tmp_path / "out/u2netp.pth").exists() is (code == 0)


def test_the_next_way_is_taken_when_the_first_has_nothing(tmp_path: Path) -> None:
    missing = str(tmp_path / "nothing.pth")
    finished = acquire(
        tmp_path, "--from", "path", "--from", "drive", "--checkpoint", missing, drive=b"checkpoint"
    )
    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize(
    "words", [["--from", "path"], ["--from", "drop", "--drop-branch", "main"], ["--from", "ftp"]]
)
def test_words_that_make_no_sense_are_a_usage_error(tmp_path: Path, words: list[str]) -> None:
    assert acquire(tmp_path, *words).returncode == 2


def acquire(
    folder: Path, *words: str, drive: bytes = b"another"
) -> subprocess.CompletedProcess[str]:
    pin, script = GIVEN.write(folder), ROOT / "scripts/acquire.py"
    own = ["--pin", str(pin), "--output", str(folder / "out"), "--json"]
    with serving(as_proxy=True) as proxy:
        at = "/xuebinqin/U-2-Net/ac7e1c817ecab7c7dff5ce6b1abba61cd213ff29"
        query = "id=1rbSTGKAE-MTxBYHd-51l2hMOQPT_7EPy&export=download&confirm=t"
        proxy.reply(f"/download?{query}", Reply(body=drive))
        for path, data in GIVEN.files.items():
            proxy.reply(f"{at}/{path}", Reply(body=data))
        proxy.authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        environment = {
            "PATH": os.environ["PATH"],
            "https_proxy": f"http://127.0.0.1:{proxy.port}",
            "SSL_CERT_FILE": str(folder / "ca.pem"),
        }
        return subprocess.run(
            [sys.executable, "-I", str(script), *own, *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
