"""One local Sigstore for all tests of this folder, and a job that may ask it for signatures."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rehearsal.hosts.network import Network
from tests.rehearsal.hosts.oidc import Claims, Oidc
from tests.rehearsal.sigstore import Sigstore
from tests.rehearsal.tools import Tools, cache_folder, ready
from tests.rehearsal_setup.client import Client

JOB = Claims(
    repository="VMAFx/vmafx",
    repository_id=1252235334,
    owner_id=288567244,
    ref="refs/heads/main",
    sha="a" * 40,
    workflow_name="u2netp-mirror-attach",
    workflow_file="u2netp-mirror-attach.yml",
    event="workflow_dispatch",
    run_id=7,
    environment="mirror-sign",
)


@pytest.fixture(scope="session")
def tools() -> Tools:
    return ready(cache_folder(os.environ))


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    network = Network(tmp_path_factory.mktemp("network"))
    network.start()
    yield network
    network.close()


@pytest.fixture(scope="session")
def sigstore(
    network: Network, tools: Tools, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sigstore]:
    root = tmp_path_factory.mktemp("sigstore")
    instance = Sigstore(
        root,
        tools,
        proxy_url=network.proxy_url,
        ca_file=network.ca_file,
        faults=network.faults,
    )
    with instance:
        yield instance


@pytest.fixture(scope="session")
def oidc(network: Network) -> Oidc:
    issuer = Oidc()
    issuer.mount(network)
    return issuer


@pytest.fixture(scope="session")
def job(network: Network, oidc: Oidc) -> dict[str, str]:
    """Return what a job with `id-token: write` finds in its environment."""
    return {
        "ACTIONS_ID_TOKEN_REQUEST_URL": oidc.request_url,
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": oidc.register(JOB),
        "HTTPS_PROXY": network.proxy_url,
        "SSL_CERT_FILE": str(network.ca_file),
    }


@pytest.fixture
def client(tmp_path: Path, tools: Tools) -> Client:
    return Client(home=tmp_path, tools=tools)
