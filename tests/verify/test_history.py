"""A sample of each released format verifies for ever: with our code, with cosign, with gh."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import tarfile
from base64 import b64decode
from pathlib import Path

import pytest
from cryptography import x509

from release.names import SIGNED_BLOBS, Names
from release.verify.check import Check
from release.verify.kit import Kit
from tests.assets.make import SIGNED_AT
from tests.core.samples import ROOT, TAG
from tests.rehearsal import no_sockets
from tests.rehearsal.tools import cache_folder, ready
from tests.static.page import commands, rows
from tests.verify.kits import judged

ASSETS = ROOT / "tests/assets"
SAMPLES = sorted(ASSETS.glob("*.kit.tar"))
GUARD = f"{sys.executable} -I -S {no_sockets.__file__}"
EACH = pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)


@EACH
def test_our_code_accepts_the_sample(sample: Path) -> None:
    told = list[Check]()
    judged(sample.read_bytes(), tell=told.append)
    assert [check.name for check in told] == [
        *("kit", "trust root", "release set", "digests", *["identity"] * len(SIGNED_BLOBS)),
        *("provenance", "no list", "no memory"),
    ]


@EACH
@pytest.mark.parametrize("way", [0, 1, 2], ids=["cosign", "sha256sum", "gh"])
def test_its_own_page_verifies_the_sample_without_a_socket(
    sample: Path, way: int, tmp_path: Path
) -> None:
    with tarfile.open(sample) as archive:
        archive.extractall(tmp_path, filter="data")
    folder = tmp_path / Names(TAG).kit
    command = commands((folder / "VERIFY.md").read_text())[way]
    tools = ready(cache_folder(os.environ))
    env = {"HOME": str(tmp_path), "PATH": f"{tools.bin}:/usr/bin:/bin", "GH_TELEMETRY": "false"}
    argv = ["bash", "-c", f"exec {GUARD} {command}"]
    done = subprocess.run(argv, cwd=folder, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@EACH
def test_our_code_opens_no_socket(sample: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.verify.kits import judged\n"
        "judged(Path(sys.argv[1]).read_bytes())\n"
    )
    argv = [*GUARD.split(), sys.executable, "-c", code, str(sample)]
    done = subprocess.run(argv, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_socket_is_fatal_under_the_guard() -> None:
    argv = [*GUARD.split(), sys.executable, "-c", "import socket; socket.socket()"]
    assert subprocess.run(argv, check=False).returncode == -signal.SIGSYS


@EACH
def test_nothing_in_the_sample_is_valid_any_more(sample: Path) -> None:
    root = json.loads(Kit.parse(sample.read_bytes(), tag=TAG).trusted_root)
    chains = [*root["certificateAuthorities"], *root["timestampAuthorities"]]
    ends = [
        x509.load_der_x509_certificate(b64decode(one["rawBytes"])).not_valid_after_utc
        for chain in chains
        for one in chain["certChain"]["certificates"]
    ]
    assert max(ends) < SIGNED_AT + dt.timedelta(days=31) < dt.datetime.now(dt.UTC)


def test_the_page_lists_every_sample() -> None:
    listed = [row[0].strip("`") for row in rows((ASSETS / "README.md").read_text())]
    assert listed == [sample.name for sample in SAMPLES]
