"""What a stranger can download of a published release: its assets, by their public addresses."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from release.names import Names, Role, Tag
from release.policy import Repository

ASSET_LIMIT = 64 << 20
"""What a step takes that holds a file in memory: the checkpoint has 4.7 MB."""

HOST_LIMIT = 2 << 30
"""GitHub takes no longer asset: "size must be less than or equal to 2147483648"."""

HOSTS = (
    "github.com",
    "objects.githubusercontent.com",
    "release-assets.githubusercontent.com",
)
"""Where a release's download address may lead."""

_AT_A_TIME = 4


class Answer(Protocol):
    """An answer to a download."""

    def body(self) -> bytes:
        """Return the whole file; raises MissingInputError, ServiceDownError or 75 without one."""
        ...


class Downloads(Protocol):
    """Files by plain HTTPS, without a token."""

    def fetch(self, url: str, *, hosts: Collection[str], limit: int) -> Answer:
        """Ask for `url`, following redirects within `hosts`, for at most `limit` bytes."""
        ...


class Asks(Protocol):
    """GitHub's API, asked with one token."""

    def asked(self, target: str) -> tuple[int, object]:
        """Return status and document of GET `target`; raises 69 or 75 when there is no answer."""
        ...


def asset_url(repository: Repository, tag: object, name: str) -> str:
    """Return the public address of the asset `name` of the release with this tag."""
    return f"{repository.url}/releases/download/{tag}/{name}"


def public_file(repository: Repository, tag: object, name: str, downloads: Downloads) -> bytes:
    """Return the bytes of a published asset; raises what `body` raises."""
    url = asset_url(repository, tag, name)
    return downloads.fetch(url, hosts=HOSTS, limit=ASSET_LIMIT).body()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRelease:
    """The release `tag` of `repository`, as everybody sees it."""

    repository: Repository
    tag: Tag
    downloads: Downloads

    def url(self, role: Role) -> str:
        """Return the public address of the asset with `role`."""
        return asset_url(self.repository, self.tag, Names(self.tag).asset(role))

    def asset(self, role: Role) -> bytes:
        """Return the bytes of the asset with `role`; raises what `body` raises."""
        return public_file(self.repository, self.tag, Names(self.tag).asset(role), self.downloads)

    def assets(self, roles: Collection[Role]) -> Mapping[Role, bytes]:
        """Return the bytes of several assets, a few at a time."""
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 -- 10 ms guard has no use for

        ordered = sorted(roles, key=lambda role: role.value)
        with ThreadPoolExecutor(max_workers=_AT_A_TIME) as pool:
            return dict(zip(ordered, pool.map(self.asset, ordered), strict=True))


def public_manifest(repository: Repository, opened: Callable[[], Downloads], tag: Tag) -> bytes:
    """Return the manifest of the release `tag`, as a stranger gets it.

    Downloads are `opened` only now: reading the machine's certificates takes 20 ms, and most
    answers of the guard need no download.
    """
    public = PublishedRelease(repository=repository, tag=tag, downloads=opened())
    return public.asset(Role.MANIFEST)
