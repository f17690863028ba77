"""The real gh verifies, from the local store of attestations, what the real services signed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract import client as https
from tests.rehearsal.hosts.github import GitHub
from tests.rehearsal.hosts.network import Network
from tests.rehearsal.sigstore import Sigstore
from tests.rehearsal_setup.client import Client
from tests.rehearsal_setup.test_sigstore import STATEMENT, WORKFLOW

pytestmark = pytest.mark.rehearsal

API = "/repos/VMAFx/vmafx/attestations"
VERIFY = ("gh", "attestation", "verify", "model", "--repo", "VMAFx/vmafx", "--signer-workflow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A GitHub on a network of its own, for the tests of this folder share the other."""

    github: GitHub
    network: Network

    def post(self, bundle: bytes) -> None:
        token = self.github.tokens.issue("github-actions[bot]", {"attestations": "write"})
        body = {"bundle": json.loads(bundle)}
        assert https.Client(self.network)("POST", API, token=token, body=body).status == 201

    def environment(self, home: Path) -> dict[str, str]:
        token = self.github.tokens.issue("a-consumer", {})
        variables = https.environment(self.network, home, token)
        return {name: value for name, value in variables.items() if name not in {"PATH", "HOME"}}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    network = Network(tmp_path / "network")
    github = GitHub(tmp_path / "github", network)
    network.start()
    yield Store(github=github, network=network)
    network.close()
    github.close()
    assert network.unsupported == ()


def test_gh_finds_in_the_store_what_it_verifies_in_each_form(
    client: Client, sigstore: Sigstore, job: dict[str, str], store: Store
) -> None:
    (client.home / "model").write_bytes(b"model")
    (client.home / "statement.json").write_text(json.dumps(STATEMENT))
    attest = ("cosign", "attest-blob", "--yes", "--bundle", "b", "--statement", "statement.json")
    client.expect(*attest, env={**sigstore.client_env(), **job})
    store.post((client.home / "b").read_bytes())
    root = ("--custom-trusted-root", str(sigstore.trusted_root_lines))
    for form in ("bundle", "bundle_url"):
        store.github.hub.state.attestation_forms = frozenset({form})
        client.expect(*VERIFY, WORKFLOW, *root, env=store.environment(client.home))
    (client.home / "model").write_bytes(b"m0del")
    refused = client.run(*VERIFY, WORKFLOW, *root, env=store.environment(client.home))
    assert (refused.returncode, "no attestations found" in refused.stderr.lower()) == (1, True)
