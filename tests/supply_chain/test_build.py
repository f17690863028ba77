"""A whole build of this checkout: every file, and what is said of them."""

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from release.artifact import Digest
from release.errors import UnexpectedAssetError
from release.names import TINY
from release.supply_chain.build import built
from release.supply_chain.registry_archive import unpacked
from release.supply_chain.source import Source
from release.supply_chain.statement import commit_of
from release.supply_chain.version_set import VersionSet
from release.version import UNSIGNED, Part
from tests.attach.memory import COMMIT
from tests.supply_chain.samples import PUBLISHER, checkout
from tests.supply_chain.test_packages import stated

PYTHON = Path(sys.executable)


def build(place: Path, source: Source) -> tuple[VersionSet, bytes]:
    return built(source, stated().tag, PUBLISHER, PYTHON, place)


@cache
def one(place: Path) -> tuple[VersionSet, bytes]:
    return build(place, checkout())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[VersionSet, bytes]:
    return one(tmp_path_factory.mktemp("build"))


def test_it_makes_exactly_the_unsigned_files(made: tuple[VersionSet, bytes]) -> None:
    assert set(made[0].files) == set(UNSIGNED)


def test_the_statement_names_tag_commit_and_files(made: tuple[VersionSet, bytes]) -> None:
    whole, statement = made
    assert commit_of(statement, stated().tag, PUBLISHER) == COMMIT
    assert all(artifact.digest.hex in statement.decode() for artifact in whole.artifacts())


def test_no_released_file_holds_a_mirrors_binary(made: tuple[VersionSet, bytes]) -> None:
    names = frozenset(p for p in checkout().files if p.startswith(("model/", "LICENSE")))
    inside = unpacked(made[0].files[Part.REGISTRY], stated(), names)
    shipped = {path for path in inside if path.endswith((".onnx", ".pth"))}
    assert {path for path in checkout().files if path.endswith(".onnx")} == shipped
    assert sum(map(len, made[0].files.values())) < 4 << 20


def test_another_build_gives_the_same_set(tmp_path: Path, made: tuple[VersionSet, bytes]) -> None:
    again = build(tmp_path, checkout())
    assert (again[0].sums_digest, Digest.of(again[1])) == (
        made[0].sums_digest,
        Digest.of(made[1]),
    )


def test_a_tree_with_a_mirrors_binary_is_not_built(tmp_path: Path) -> None:
    files = {**checkout().files, f"{TINY}/u2netp_mirror_v1.onnx": b"model"}
    with pytest.raises(UnexpectedAssetError):
        build(tmp_path, replace(checkout(), files=files))
