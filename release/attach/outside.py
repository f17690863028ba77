"""What anybody can see without a token: refs, public assets, signed addresses. All streamed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from release.attach.refs import REFS_LIMIT, advertised
from release.errors import MissingInputError
from release.policy import Repository
from release.published import HOST_LIMIT, HOSTS, Answer, asset_url
from release.transfer import Sink, down

_STORES = tuple(host for host in HOSTS if host != "github.com")
"""Where GitHub may send somebody who asks for an asset's bytes."""


class Web(Protocol):
    """Files by plain HTTPS, without a token."""

    def fetch(
        self, url: str, *, hosts: Collection[str], limit: int, into: Sink | None = None
    ) -> Answer:
        """Ask for `url`, following redirects within `hosts`; `into` takes the file in pieces."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """The repository as a stranger sees it; each call raises ServiceDownError without an answer.

    All of it is there, or will be: what was made a moment ago may show as 404 for a while.
    """

    repository: Repository
    web: Web

    def refs(self) -> Mapping[str, str]:
        """Return every branch and tag with its commit, as git tells a clone."""
        url = f"{self.repository.url}.git/info/refs?service=git-upload-pack"
        return advertised(self._body(url, ("github.com",), REFS_LIMIT, None))

    def asset(self, tag: object, name: str, into: Sink) -> None:
        """Download a public asset of the release `tag` into `into`."""
        self._body(asset_url(self.repository, tag, name), HOSTS, HOST_LIMIT, into)

    def stored(self, address: str, into: Sink) -> None:
        """Download from the signed `address` that GitHub gave; no other host is asked."""
        self._body(address, _STORES, HOST_LIMIT, into)

    def _body(self, url: str, hosts: Collection[str], limit: int, into: Sink | None) -> bytes:
        try:
            return self.web.fetch(url, hosts=hosts, limit=limit, into=into).body()
        except MissingInputError as error:
            raise down(error.problem) from error
