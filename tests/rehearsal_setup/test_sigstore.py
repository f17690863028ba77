"""The real clients sign with the local Sigstore and believe it, with the commands of the docs."""

import json
import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from release.errors import ServiceDownError
from tests.rehearsal.hosts.network import Network
from tests.rehearsal.hosts.oidc import Oidc
from tests.rehearsal.sigstore import Sigstore
from tests.rehearsal.tools import Tools
from tests.rehearsal_setup.client import Client
from tests.rehearsal_setup.conftest import JOB

pytestmark = pytest.mark.rehearsal

WORKFLOW = "VMAFx/vmafx/.github/workflows/u2netp-mirror-attach.yml"
IDENTITY = f"https://github.com/{WORKFLOW}@refs/heads/main"
WHO = ("--certificate-identity", IDENTITY)
ISSUER = ("--certificate-oidc-issuer", "https://token.actions.githubusercontent.com")
STATEMENT = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [
        {
            "name": "model",
            "digest": {"sha256": sha256(b"model").hexdigest()},
        }
    ],
    "predicateType": "https://slsa.dev/provenance/v1",
    "predicate": {},
}


@pytest.fixture
def signed(client: Client, sigstore: Sigstore, job: dict[str, str]) -> Client:
    """Return a client in whose home `model` and its bundle `model.bundle` lie."""
    (client.home / "model").write_bytes(b"model")
    sign = ("cosign", "sign-blob", "--yes", "--bundle", "model.bundle", "model")
    client.expect(*sign, env={**sigstore.client_env(), **job})
    return client


def test_cosign_signs_and_verifies_with_two_variables_and_no_flag(
    signed: Client, sigstore: Sigstore
) -> None:
    verify = ("cosign", "verify-blob", "--bundle", "model.bundle", *WHO, *ISSUER, "model")
    signed.expect(*verify, env=sigstore.client_env())


def test_no_bundle_has_log_index_zero(signed: Client) -> None:
    bundle = json.loads((signed.home / "model.bundle").read_text())
    assert int(bundle["verificationMaterial"]["tlogEntries"][0]["logIndex"]) > 0


def test_cosign_refuses_a_changed_file_and_another_identity(
    signed: Client, sigstore: Sigstore
) -> None:
    (signed.home / "other").write_bytes(b"modem")
    verify = ("cosign", "verify-blob", "--bundle", "model.bundle", *ISSUER)
    evil = (WHO[0], IDENTITY.replace("VMAFx/vmafx/", "VMAFx/vmafx-evil/"))
    assert signed.run(*verify, *WHO, "other", env=sigstore.client_env()).returncode != 0
    assert signed.run(*verify, *evil, "model", env=sigstore.client_env()).returncode != 0


@pytest.mark.behaviour(13)
@pytest.mark.parametrize(("audience", "age"), [("sigstore", 3600), ("somebody-else", 0)])
def test_a_token_too_old_or_for_somebody_else_gets_no_certificate(
    client: Client, sigstore: Sigstore, oidc: Oidc, audience: str, age: int
) -> None:
    (client.home / "model").write_bytes(b"model")
    token = oidc.mint(JOB, audience, issued=int(time.time()) - age)
    before = sigstore.log_size()
    sign = ("cosign", "sign-blob", "--yes", "--identity-token", token, "--bundle", "b", "model")
    done = client.run(*sign, env=sigstore.client_env())
    assert (done.returncode, "Fulcio returned 400" in done.stderr) == (1, True)
    assert (sigstore.log_size(), (client.home / "b").exists()) == (before, False)


def test_cosign_verifies_without_a_network(signed: Client, sigstore: Sigstore) -> None:
    root = ("--trusted-root", str(sigstore.trusted_root))
    verify = ("cosign", "verify-blob", *root, "--bundle", "model.bundle", *WHO, *ISSUER, "model")
    signed.expect(*verify, env={})


def test_sigstore_python_verifies_what_cosign_signed(signed: Client, sigstore: Sigstore) -> None:
    config = ("--trust-config", str(sigstore.trust_config))
    who = ("--cert-identity", IDENTITY, "--repository", "VMAFx/vmafx")
    verify = ("verify", "github", "--bundle", "model.bundle", *who, "model")
    signed.expect(str(signed.tools.python), "-m", "sigstore", *config, *verify, env={})


def test_sigstore_python_takes_its_trust_from_the_tuf_repository(
    signed: Client, sigstore: Sigstore
) -> None:
    sigstore_python = (str(signed.tools.python), "-m", "sigstore", "--instance", sigstore.tuf_url)
    signed.expect(*sigstore_python, "trust-instance", str(sigstore.tuf_root), env={})
    who = ("--cert-identity", IDENTITY, "--repository", "VMAFx/vmafx")
    verify = ("verify", "github", "--bundle", "model.bundle", *who, "model")
    signed.expect(*sigstore_python, *verify, env={})


def test_gh_takes_the_root_from_the_tuf_repository_and_verifies_provenance(
    client: Client, sigstore: Sigstore, job: dict[str, str]
) -> None:
    (client.home / "model").write_bytes(b"model")
    (client.home / "statement.json").write_text(json.dumps(STATEMENT))
    attest = ("cosign", "attest-blob", "--yes", "--bundle", "att.json")
    environment = {**sigstore.client_env(), **job}
    client.expect(*attest, "--statement", "statement.json", env=environment)
    tuf = ("--tuf-url", sigstore.tuf_url, "--tuf-root", str(sigstore.tuf_root))
    root = client.expect("gh", "attestation", "trusted-root", *tuf, env={})
    (client.home / "root.jsonl").write_text(root)
    for trusted in ("root.jsonl", str(sigstore.trusted_root_lines)):
        verify = ("gh", "attestation", "verify", "model", "--bundle", "att.json")
        custom = ("--custom-trusted-root", trusted, "--repo", "VMAFx/vmafx")
        client.expect(*verify, *custom, "--signer-workflow", WORKFLOW, env={})


def test_a_signature_adds_one_entry_to_the_log(
    client: Client, sigstore: Sigstore, job: dict[str, str]
) -> None:
    before = sigstore.log_size()
    (client.home / "model").write_bytes(b"model")
    sign = ("cosign", "sign-blob", "--yes", "--bundle", "b", "model")
    client.expect(*sign, env={**sigstore.client_env(), **job})
    assert sigstore.log_size() == before + 1


def test_two_instances_run_side_by_side(
    sigstore: Sigstore, network: Network, tools: Tools, tmp_path: Path
) -> None:
    begun = time.monotonic()
    with Sigstore(tmp_path, tools, proxy_url=network.proxy_url, ca_file=network.ca_file) as other:
        assert time.monotonic() - begun < 5
        assert other.log_size() == 1
        assert other.tuf_url != sigstore.tuf_url
    assert _processes_below(tmp_path) == []


def test_a_start_that_fails_halfway_leaves_nothing_running(
    network: Network, tools: Tools, tmp_path: Path
) -> None:
    broken = _with_broken_fulcio(tools, tmp_path / "tools")
    root = tmp_path / "sigstore"
    instance = Sigstore(root, broken, proxy_url=network.proxy_url, ca_file=network.ca_file)
    for _ in range(2):
        with pytest.raises(ServiceDownError, match="fulcio ended with code 7: out of order"):
            instance.start()
    assert _processes_below(root) == []


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_outlives_the_process_that_started_it(
    tools: Tools, tmp_path: Path, end: signal.Signals
) -> None:
    script = (
        "import sys, time; from pathlib import Path\n"
        "from tests.rehearsal.sigstore import Sigstore\n"
        "from tests.rehearsal.tools import Tools\n"
        "root, tools = map(Path, sys.argv[1:])\n"
        "Sigstore(root, Tools(tools), proxy_url='http://127.0.0.1:9', ca_file=root).start()\n"
        "print('up', flush=True); time.sleep(60)\n"
    )
    argv = [sys.executable, "-c", script, str(tmp_path), str(tools.directory)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"up\n"
        assert len(_processes_below(tmp_path)) == 3
        owner.send_signal(end)
    deadline = time.monotonic() + 5
    while _processes_below(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert _processes_below(tmp_path) == []


def _with_broken_fulcio(tools: Tools, folder: Path) -> Tools:
    broken = Tools(folder)
    broken.bin.mkdir(parents=True)
    for program in (tools.rekor, tools.tsa):
        (broken.bin / program.name).symlink_to(program)
    broken.locks.symlink_to(tools.locks)
    broken.fulcio.write_text("#!/bin/sh\necho out of order\nexit 7\n")
    broken.fulcio.chmod(0o755)
    return broken


def _processes_below(folder: Path) -> list[str]:
    """Return the processes whose working directory is `folder` or below it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            cwd = os.readlink(process / "cwd")  # noqa: PTH115 # a text is compared, not a path
        except OSError:
            continue  # not ours, or gone meanwhile
        if cwd.startswith(str(folder)):
            found.append(process.name)
    return found
