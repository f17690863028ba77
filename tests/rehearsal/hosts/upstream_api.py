"""GitHub's API about the upstream repository: itself, its tip, its tree, its releases."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.rehearsal.hosts.exchange import Json, Request, Response
from tests.rehearsal.hosts.network import Network, unsupported
from tests.rehearsal.hosts.release_views import release_view
from tests.rehearsal.hosts.state import Owner, Release, now
from tests.rehearsal.hosts.views import full_repository

API = "api.github.com"


@dataclass(slots=True, kw_only=True)
class UpstreamApi:
    """What GitHub says of `repository`; `files` are those at its tip, `commit`."""

    repository: str
    commit: str
    files: Mapping[str, bytes]
    archived: bool = False
    moved_to: str | None = None
    branch: str = "master"
    releases: list[str] = field(default_factory=list)

    def mount(self, network: Network) -> None:
        """Answer for the repository's part of the API."""
        network.mount(API, self.answer, prefix=f"/repos/{self.repository}")

    @property
    def _owner(self) -> Owner:
        owner, _, name = self.repository.partition("/")
        return Owner(
            owner=owner, name=name, repository_id=2, owner_id=3, default_branch=self.branch
        )

    def answer(self, request: Request) -> Response:
        """Answer one question; any token may ask what is public."""
        if not request.header("Authorization"):
            return Response.json(403, {"message": "API rate limit exceeded for 203.0.113.7."})
        if self.moved_to is not None:
            return Response.json(301, {"message": "Moved Permanently"}, {"Location": self.moved_to})
        rest = request.path.removeprefix(f"/repos/{self.repository}")
        answers = {
            "": self._itself,
            f"/git/ref/heads/{self.branch}": self._tip,
            f"/git/trees/{self.commit}": self._tree,
            "/releases": self._releases,
        }
        found = answers.get(rest) if request.verb == "GET" else None
        return Response.json(200, found()) if found else unsupported(request)

    def _itself(self) -> Json:
        return {**full_repository(self._owner), "archived": self.archived}

    def _tip(self) -> Json:
        url = f"{self._owner.api}/git"
        return {
            "ref": f"refs/heads/{self.branch}",
            "node_id": "REF_master",
            "url": f"{url}/refs/heads/{self.branch}",
            "object": {"sha": self.commit, "type": "commit", "url": f"{url}/commits/{self.commit}"},
        }

    def _tree(self) -> Json:
        url = f"{self._owner.api}/git"
        rows: list[Json] = [
            {
                "path": path,
                "mode": "100644",
                "type": "blob",
                "sha": (sha := _blob(data)),
                "size": len(data),
                "url": f"{url}/blobs/{sha}",
            }
            for path, data in sorted(self.files.items())
        ]
        tree = f"{url}/trees/{self.commit}"
        return {"sha": self.commit, "url": tree, "tree": rows, "truncated": False}

    def _releases(self) -> Json:
        return [
            release_view(self._owner, _release(n, tag), ()) for n, tag in enumerate(self.releases)
        ]


def _blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _release(number: int, tag: str) -> Release:
    return Release(
        id=number + 1,
        tag=tag,
        target="master",
        name=tag,
        body=None,
        draft=False,
        prerelease=False,
        author="upstream",
        slug="",
        created_at=now(),
        published_at=now(),
    )
