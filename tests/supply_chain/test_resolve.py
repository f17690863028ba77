"""Which commit a tag means, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from release.errors import (
    ForeignObjectError,
    InvalidRecordError,
    MissingInputError,
    MissingRightError,
    SettingError,
)
from release.supply_chain import resolve
from release.supply_chain.public import published
from release.supply_chain.resolve import Public
from release.supply_chain.source import Source
from tests.attach.memory import COMMIT
from tests.supply_chain.samples import CHANGELOG, NAMES, TAG

FILES = {
    resolve.PROJECT: b'[project]\nversion = "0.2.0"\n',
    resolve.VERSIONS: b'{".": "0.2.0"}',
    resolve.CHANGELOG: CHANGELOG.encode(),
}
WHOLE = Public(immutable=True, assets=frozenset(NAMES.assets))


def tree(**changes: bytes) -> Source:
    return Source(commit=COMMIT, time=0, files={**FILES, **changes})


def test_a_tree_that_speaks_of_the_version_everywhere_is_accepted() -> None:
    resolve.require_agreement(tree(), TAG)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        (resolve.PROJECT, b'[project]\nversion = "0.3.0"\n'),
        (resolve.PROJECT, b"[project]\n"),
        (resolve.PROJECT, b"not toml ="),
        (resolve.PROJECT, b"\xff"),
        (resolve.PROJECT, b"project = 1\n"),
        (resolve.VERSIONS, b'{".": "0.1.0"}'),
        (resolve.VERSIONS, b'{".": "0.2.0", "other": "0.2.0"}'),
        (resolve.VERSIONS, b'{".": ["0.2.0"]}'),
        (resolve.VERSIONS, b'[".", "0.2.0"]'),
        (resolve.VERSIONS, b"{"),
        (resolve.VERSIONS, b"\xff"),
        (resolve.CHANGELOG, b"# Changelog\n\n## 0.1.0, 2026-11-01\n"),
        (resolve.CHANGELOG, b"# Changelog\n\n## 0.2.01, 2026-11-01\n"),
    ],
)
def test_a_tree_that_speaks_of_another_version_anywhere_is_refused(path: str, data: bytes) -> None:
    with pytest.raises(InvalidRecordError):
        resolve.require_agreement(tree(**{path: data}), TAG)


def test_a_tag_beside_main_is_never_released() -> None:
    resolve.require_on_main(TAG, COMMIT, on_main=True)
    with pytest.raises(ForeignObjectError):
        resolve.require_on_main(TAG, COMMIT, on_main=False)


def test_what_is_not_public_goes_on_and_what_is_whole_ends() -> None:
    go, done = (resolve.resolved(TAG, COMMIT, public) for public in (None, WHOLE))
    assert (go.proceed, done.proceed) == (True, False)
    assert go.outputs()["proceed"] == "true"
    assert (go.outputs()["tag"], go.outputs()["commit"]) == (str(TAG), COMMIT)


def test_a_version_without_a_tag_is_nothing_to_do_and_a_named_tag_must_be_there() -> None:
    assert resolve.untagged(TAG, named=False).outputs()["proceed"] == "false"
    with pytest.raises(MissingInputError):
        resolve.untagged(TAG, named=True)


@pytest.mark.parametrize(
    "assets", [WHOLE.assets | {"more"}, WHOLE.assets - {"SHA256SUMS"}, frozenset({"x"})]
)
def test_what_is_public_with_other_files_is_refused(assets: frozenset[str]) -> None:
    with pytest.raises(ForeignObjectError):
        resolve.resolved(TAG, COMMIT, replace(WHOLE, assets=assets))


def test_what_is_public_and_can_be_changed_is_refused() -> None:
    with pytest.raises(SettingError):
        resolve.resolved(TAG, COMMIT, replace(WHOLE, immutable=False))


@dataclass
class Api:
    """GitHub, with one answer."""

    status: int
    document: object = None
    asked_for: str = ""

    def asked(self, target: str) -> tuple[int, object]:
        self.asked_for = target
        return self.status, self.document


RELEASE: Mapping[str, object] = {"immutable": True, "assets": [{"name": n} for n in NAMES.assets]}


def test_github_is_asked_for_the_tag_and_read() -> None:
    api = Api(200, RELEASE)
    assert published(api, "VMAFx/vmafx", TAG) == WHOLE
    assert api.asked_for == "/repos/VMAFx/vmafx/releases/tags/v0.2.0"


def test_not_found_is_nothing_and_any_other_answer_is_a_right_that_is_missing() -> None:
    assert published(Api(404), "VMAFx/vmafx", TAG) is None
    for status in (401, 403, 301, 410):
        with pytest.raises(MissingRightError):
            published(Api(status), "VMAFx/vmafx", TAG)


@pytest.mark.parametrize(
    "document",
    [
        *(None, [], {}, {"immutable": True}, {"assets": []}),
        {**RELEASE, "immutable": None},
        {**RELEASE, "immutable": "true"},
        {**RELEASE, "assets": None},
    ],
)
def test_an_answer_of_another_shape_is_refused(document: object) -> None:
    with pytest.raises(InvalidRecordError):
        published(Api(200, document), "VMAFx/vmafx", TAG)
