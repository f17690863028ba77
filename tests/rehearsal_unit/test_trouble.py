"""What must not happen in a world is found by name, and told once."""

import http.client
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rehearsal.failure import RehearsalError
from tests.rehearsal.hosts.github import GitHub
from tests.rehearsal.hosts.network import Network
from tests.rehearsal.trouble import Trouble


class Hosts:
    """A network with a local GitHub on it."""

    def __init__(self, root: Path) -> None:
        self.network = Network(root / "network")
        self.github = GitHub(root / "github", self.network)
        self.trouble = Trouble(self.network, self.github)
        self.network.start()

    def ask(self, host: str, path: str, token: str | None = None) -> int:
        context = ssl.create_default_context(cafile=str(self.network.ca_file))
        port = int(self.network.proxy_url.rpartition(":")[2])
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=10)
        connection.set_tunnel(host)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            connection.request("GET", path, headers=headers)
            return connection.getresponse().status
        finally:
            connection.close()


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Hosts]:
    hosts = Hosts(tmp_path)
    yield hosts
    hosts.network.close()
    hosts.github.close()


def test_a_quiet_world_has_no_trouble(hosts: Hosts) -> None:
    hosts.ask("api.github.com", "/repos/VMAFx/vmafx/releases")
    hosts.trouble.require_none()


def test_refused_egress_is_found_by_name_and_told_once(hosts: Hosts) -> None:
    with pytest.raises(OSError, match="403"):
        hosts.ask("example.com", "/")
    with pytest.raises(RehearsalError, match=r"example\.com:443") as caught:
        hosts.trouble.require_none()
    assert caught.value.kind == "refused egress"
    hosts.trouble.require_none()


def test_an_unsupported_call_is_found_by_name(hosts: Hosts) -> None:
    assert hosts.ask("api.github.com", "/gists") == http.HTTPStatus.NOT_IMPLEMENTED
    with pytest.raises(RehearsalError, match="gists") as caught:
        hosts.trouble.require_none()
    assert caught.value.kind == "unsupported call"


def test_use_of_the_canary_is_found_by_name(hosts: Hosts) -> None:
    hosts.ask("api.github.com", "/repos/VMAFx/vmafx", hosts.github.tokens.canary())
    with pytest.raises(RehearsalError) as caught:
        hosts.trouble.require_none()
    assert caught.value.kind == "canary use"
