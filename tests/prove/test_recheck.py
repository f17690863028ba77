"""A release computed again from its own files, and every file changed by one byte."""

import shutil
from pathlib import Path

import pytest

from release.acquire.acquired import Acquired
from release.errors import ReleaseError
from release.export.graph import export
from release.lock import locks_in
from release.names import LISTED_IN_SUMS, Names, Role, Tag
from release.prove.proof import Given, prove
from release.prove.recheck import recheck
from tests.pinned import ROOT, plan, publisher, receipt, synthetic

NAMES = Names(Tag(model="u2netp", n=1))


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pin, files = synthetic().pin, synthetic().files
    given = Given(
        acquired=Acquired(checkpoint=synthetic().checkpoint, files=files),
        graph=export(pin, synthetic().checkpoint),
        receipt=receipt(),
        locks=locks_in(ROOT),
    )
    folder = tmp_path_factory.mktemp("released")
    for name, data in prove(plan(pin), pin, publisher(), given).release_set.named().items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def folder(released: Path, tmp_path: Path) -> Path:
    return shutil.copytree(released, tmp_path / "set")


def test_a_release_says_the_truth_about_itself(released: Path) -> None:
    checked = recheck(released)
    assert str(checked.manifest.tag) == "u2netp-mirror-v1"
    assert len(checked.done) == 4


@pytest.mark.parametrize("role", [*LISTED_IN_SUMS, Role.SUMS], ids=lambda role: role.value)
def test_one_changed_byte_is_refused(folder: Path, role: Role) -> None:
    path = folder / NAMES.asset(role)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ReleaseError):
        recheck(folder)


def test_a_folder_with_two_manifests_or_none_is_refused(folder: Path) -> None:
    (folder / "other.manifest.json").write_bytes(b"{}")
    with pytest.raises(ReleaseError):
        recheck(folder)
