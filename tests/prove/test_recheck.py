"""A release computed again from its own files, and every file changed by one byte."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from release import canonical
from release.acquire.acquired import Acquired
from release.artifact import Artifact, Digest
from release.errors import DigestMismatchError, InvalidRecordError, ReleaseError
from release.lock import locks_in
from release.manifest import Manifest
from release.names import LISTED_IN_SUMS, Names, Role, Tag
from release.prove import sums
from release.prove.proof import Given, prove
from release.prove.recheck import recheck
from tests.answered import answers, graphs
from tests.pinned import ROOT, plan, publisher, receipt, synthetic

NAMES = Names(Tag(model="u2netp", n=1))


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pin, files = synthetic().pin, synthetic().files
    given = Given(
        acquired=Acquired(checkpoint=synthetic().checkpoint, files=files),
        graphs=graphs(),
        receipt=receipt(),
        locks=locks_in(ROOT),
        answers=answers(),
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
    assert (len(checked.done), checked.comparison) == (5, None)


def test_with_torchs_answers_the_maps_are_compared_again(released: Path) -> None:
    checked = recheck(released, answers())
    assert len(checked.done) == 6
    assert checked.comparison is not None
    assert checked.comparison.certificate.ratio < 4


def test_torchs_answers_to_another_network_are_refused(released: Path) -> None:
    other = replace(answers(), code=Digest.of(b"other"))
    with pytest.raises(DigestMismatchError):
        recheck(released, other)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code_sha256", "0" * 64),
        ("weights_sha256", "0" * 64),
        ("error_ratio", "5"),
        ("id", "u2netp_mirror_v2"),
        ("recipe", 2),
    ],
)
def test_a_certificate_that_all_lists_name_and_that_lies_is_refused(
    folder: Path, field: str, value: str | int
) -> None:
    path = folder / NAMES.asset(Role.PARITY)
    relist(folder, Role.PARITY, canonical.dump({**json.loads(path.read_bytes()), field: value}))
    with pytest.raises(InvalidRecordError):
        recheck(folder)


def relist(folder: Path, role: Role, data: bytes) -> None:
    """Write another file with `role`, and lists that name it."""
    (folder / NAMES.asset(role)).write_bytes(data)
    manifest = Manifest.parse((folder / NAMES.asset(Role.MANIFEST)).read_bytes())
    assets = tuple(
        replace(a, artifact=Artifact.of(a.artifact.name, data)) if a.role is role else a
        for a in manifest.assets
    )
    manifest_data = replace(manifest, assets=assets).dump()
    (folder / NAMES.asset(Role.MANIFEST)).write_bytes(manifest_data)
    found = [NAMES.asset(listed) for listed in LISTED_IN_SUMS]
    lines = sums.dump(Artifact.of(name, (folder / name).read_bytes()) for name in found)
    (folder / NAMES.asset(Role.SUMS)).write_bytes(lines)


def test_lists_that_name_the_right_files_pass_when_written_again(folder: Path) -> None:
    relist(folder, Role.PARITY, (folder / NAMES.asset(Role.PARITY)).read_bytes())
    assert len(recheck(folder).done) == 5


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
