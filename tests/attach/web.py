"""What a stranger gets of the releases in memory."""

from collections.abc import Collection
from dataclasses import dataclass, field

from release.errors import MissingInputError
from release.transfer import Sink
from tests.attach.memory import HERE, InMemoryReleases


@dataclass
class InMemoryWeb:
    """What a stranger gets: refs, public assets, signed addresses; `changes` by name or number."""

    releases: InMemoryReleases
    changes: dict[str, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    def fetch(
        self, url: str, *, hosts: Collection[str], limit: int, into: Sink | None = None
    ) -> "Body":
        self.fetched.append(url)
        assert url.split("/")[2] in hosts
        data = self._refs() if url.endswith("git-upload-pack") else self._file(url)
        assert len(data) <= limit
        if into is None:
            return Body(data)
        into.begin()
        into.extend(data)
        return Body(b"")

    def _refs(self) -> bytes:
        rows = (f"{sha} {name}\n".encode() for name, sha in sorted(self.releases.refs.items()))
        lines = [b"# service=git-upload-pack\n", None, *rows, None]
        return b"".join(b"0000" if x is None else f"{len(x) + 4:04x}".encode() + x for x in lines)

    def _file(self, url: str) -> bytes:
        last = url.rpartition("/")[2]
        stored = {str(number): data for number, data in self.releases.data.items()}
        if url.startswith(HERE):
            return self.changes.get(last, stored[last])
        for release in self.releases.releases.values():
            for asset in release.assets:
                if not release.draft and asset.name == last:
                    return self.changes.get(last, self.releases.data[asset.id])
        raise MissingInputError(url, expected="the file", remedy="-")


@dataclass(frozen=True, slots=True)
class Body:
    """An answer."""

    data: bytes

    def body(self) -> bytes:
        return self.data
