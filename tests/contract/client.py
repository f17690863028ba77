"""A plain HTTPS client through the proxy of the world, and the environment of real tools."""

import http.client
import json
import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.rehearsal.hosts.exchange import Json
from tests.rehearsal.hosts.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def document(self) -> dict[str, Json]:
        """Return the body as a JSON object."""
        value = json.loads(self.body)
        assert isinstance(value, dict)
        return value

    def rows(self) -> list[dict[str, Json]]:
        """Return the body as a list of JSON objects."""
        value = json.loads(self.body)
        assert isinstance(value, list)
        return value

    @property
    def message(self) -> str:
        """GitHub's words for a refusal."""
        return str(self.document()["message"])


class Client:
    """Calls a host of the world as any program would: proxy, CONNECT, TLS."""

    def __init__(self, network: Network) -> None:
        """Trust the network's authority, and nothing else."""
        self._proxy = urlsplit(network.proxy_url)
        self._context = ssl.create_default_context(cafile=str(network.ca_file))

    def __call__(
        self,
        method: str,
        url: str,
        *,
        token: str | None = None,
        body: "Json | bytes" = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Make one call; a path alone is one of the API."""
        parts = urlsplit(url if url.startswith("https://") else f"https://api.github.com{url}")
        sent = {**({"Authorization": f"Bearer {token}"} if token else {}), **(headers or {})}
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        connection = http.client.HTTPSConnection(
            str(self._proxy.hostname), self._proxy.port, context=self._context, timeout=30
        )
        connection.set_tunnel(str(parts.hostname), 443)
        try:
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            connection.request(method, target, body=data, headers=sent)
            answer = connection.getresponse()
            return Reply(status=answer.status, headers=answer.headers, body=answer.read())
        finally:
            connection.close()


def environment(network: Network, home: Path, token: str | None = None) -> dict[str, str]:
    """Return what a real tool needs to see the world as the internet."""
    ca = str(network.ca_file)
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "https_proxy": network.proxy_url,
        "SSL_CERT_FILE": ca,
        "REQUESTS_CA_BUNDLE": ca,
        "GIT_SSL_CAINFO": ca,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GH_CONFIG_DIR": str(home / "gh"),
        "GH_NO_UPDATE_NOTIFIER": "1",
        "GH_TELEMETRY": "false",
        "GH_PROMPT_DISABLED": "1",
        "NO_COLOR": "1",
    }
    return variables | ({"GH_TOKEN": token} if token else {})
