"""A version as anybody gets it: by public addresses, and with every check."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pytest

from release.errors import (
    DigestMismatchError,
    InvalidRecordError,
    MissingInputError,
    ReleaseError,
    SignatureError,
)
from release.supply_chain.stranger import examined
from release.transfer import Sink
from release.version import Part, Version
from tests.attach.memory import COMMIT
from tests.attach.web import Body
from tests.core.samples import TAG as MODEL
from tests.core.samples import policy
from tests.sign.samples import InMemoryCosign
from tests.supply_chain.samples import NAMES, TAG, signed


@dataclass
class Web:
    """Public files by name."""

    files: Mapping[str, bytes]
    asked: list[str] = field(default_factory=list)

    def fetch(
        self, url: str, *, hosts: Collection[str], limit: int, into: Sink | None = None
    ) -> Body:
        assert into is None
        assert url.split("/")[2] in hosts
        self.asked.append(url)
        if (name := url.rpartition("/")[2]) not in self.files:
            raise MissingInputError(url, expected="the file", remedy="-")
        assert len(self.files[name]) <= limit
        return Body(self.files[name])


def public(**changes: bytes) -> dict[str, bytes]:
    files = {NAMES.asset(part): data for part, data in signed().files.items()}
    return files | {NAMES.asset(Part[name]): data for name, data in changes.items()}


def ask(files: Mapping[str, bytes], version: Version = TAG.version) -> str:
    return examined(version.tag, policy(), Web(files), InMemoryCosign(), lambda _: None).commit


def test_a_published_version_is_accepted_by_its_public_addresses_alone() -> None:
    web = Web(public())
    found = examined(TAG, policy(), web, InMemoryCosign(), lambda _: None)
    assert (found.commit, found.whole) == (COMMIT, signed())
    base = "https://github.com/VMAFx/vmafx/releases/download/v0.2.0/"
    assert web.asked == [f"{base}{name}" for name in NAMES.assets]


OTHER = signed(policy().publisher(MODEL).san).files
REFUSED: dict[str, tuple[dict[str, bytes], type[ReleaseError]]] = {
    "another wheel": (public(WHEEL=b"x"), DigestMismatchError),
    "another list": (public(SUMS=b""), InvalidRecordError),
    "a list by the signer of models": (public(SUMS_BUNDLE=OTHER[Part.SUMS_BUNDLE]), SignatureError),
    "provenance by the signer of models": (
        public(PROVENANCE=OTHER[Part.PROVENANCE]),
        SignatureError,
    ),
    "other content, rightly signed as another's files": (
        public(WHEEL_BUNDLE=signed(salt="x").files[Part.WHEEL_BUNDLE]),
        SignatureError,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_anything_else_is_refused(name: str) -> None:
    files, error = REFUSED[name]
    with pytest.raises(error):
        ask(files)


@pytest.mark.parametrize("name", NAMES.assets)
def test_a_file_that_is_gone_is_named(name: str) -> None:
    files = public()
    del files[name]
    with pytest.raises(MissingInputError, match=name.replace("+", ".")):
        ask(files)


def test_an_old_version_under_the_names_of_a_new_one_is_refused() -> None:
    new = Version.parse("0.2.1")
    files = {name.replace("0.2.0", "0.2.1"): data for name, data in public().items()}
    with pytest.raises(InvalidRecordError):
        ask(files, new)
