"""Public downloads in memory: what is not there is not there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from release.errors import MissingInputError
from release.names import Role
from tests.sign.samples import NAMES


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with a body."""

    data: bytes

    def body(self) -> bytes:
        return self.data


@dataclass
class InMemoryDownloads:
    """Files by name; refuses an address that is not a release's."""

    files: dict[str, bytes]

    @classmethod
    def of(cls, files: Mapping[Role, bytes]) -> "InMemoryDownloads":
        return cls({NAMES.asset(role): data for role, data in files.items()})

    def fetch(self, url: str, *, hosts: Collection[str], limit: int) -> Answer:
        place, _, name = url.rpartition("/")
        if not place.startswith("https://github.com/VMAFx/vmafx/releases/download/"):
            raise AssertionError(url)
        if "github.com" not in hosts or name not in self.files:
            raise MissingInputError(url, expected="the file", remedy="-")
        data = self.files[name]
        assert len(data) <= limit
        return Answer(data)
