"""The registry's archive: records and small models, and never a mirror's binary."""

import json
import os
import subprocess
import tarfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from release.errors import DigestMismatchError, InvalidRecordError, UnexpectedAssetError
from release.names import REGISTRY, TINY
from release.supply_chain.registry_archive import (
    contents,
    models,
    packed,
    require_no_mirror,
    unpacked,
)
from tests.supply_chain.samples import VERSION, checkout

WHOLE = contents(checkout())
NAMES = frozenset(WHOLE)
MODEL = models(WHOLE)[0].name


def test_what_was_packed_is_unpacked_and_the_same_tree_gives_the_same_bytes() -> None:
    data = packed(checkout(), VERSION)
    assert unpacked(data, VERSION, NAMES) == WHOLE
    shuffled = replace(checkout(), files=dict(reversed(list(checkout().files.items()))), time=1)
    assert packed(shuffled, VERSION) == data


def test_every_tar_program_reads_it_and_no_member_has_an_owner_or_a_time() -> None:
    with tarfile.open(fileobj=BytesIO(packed(checkout(), VERSION))) as tar:
        members = tar.getmembers()
    assert [m.name for m in members] == sorted(f"u2netp_mirror-0.2.0/{path}" for path in WHOLE)
    assert {(m.uid, m.gid, m.uname, m.gname, m.mtime, m.mode) for m in members} == {
        (0, 0, "", "", 0, 0o644)
    }


def test_gnu_tar_lists_it(tmp_path: Path) -> None:
    (tmp_path / "r.tar").write_bytes(packed(checkout(), VERSION))
    argv = ["tar", "-tf", "r.tar"]
    env = {"PATH": os.environ["PATH"]}
    done = subprocess.run(argv, cwd=tmp_path, env=env, check=True, capture_output=True, text=True)
    assert len(done.stdout.splitlines()) == len(WHOLE)


def test_the_tree_passes_and_has_a_model() -> None:
    require_no_mirror(WHOLE)
    assert MODEL.startswith(f"{TINY}/")


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("model/u2netp_mirror.onnx", b"model"),
        (f"{TINY}/u2netp_mirror_v1.onnx", b"model"),
        (f"{TINY}/another.onnx", b"model"),
        ("model/u2netp.pth", b"weights"),
        ("model/run.sh", b"#!/bin/sh"),
        ("model/x.pkl", b""),
        (f"{TINY}/large.json", bytes((512 << 10) + 1)),
    ],
)
def test_a_mirrors_binary_or_another_kind_of_file_is_refused(path: str, data: bytes) -> None:
    with pytest.raises(UnexpectedAssetError):
        require_no_mirror({**WHOLE, path: data})


def test_a_model_with_other_bytes_than_the_registry_says_is_refused() -> None:
    with pytest.raises(DigestMismatchError):
        require_no_mirror({**WHOLE, MODEL: WHOLE[MODEL] + b"\0"})


def test_a_model_under_the_name_of_a_model_of_the_tree_is_refused() -> None:
    document = json.loads(WHOLE[REGISTRY])
    assert any(f"{TINY}/{row['onnx']}" == MODEL for row in document["models"])
    with pytest.raises(DigestMismatchError):
        require_no_mirror({**WHOLE, MODEL: b"a mirror's binary"})


@pytest.mark.parametrize("cut", [0, 1, 511, 512, 10_240])
def test_an_archive_that_was_cut_or_made_longer_is_refused(cut: int) -> None:
    data = packed(checkout(), VERSION)
    with pytest.raises(InvalidRecordError):
        unpacked(data[:-cut] if cut else data + b"\0", VERSION, NAMES)


def test_an_archive_with_fewer_or_other_names_is_refused() -> None:
    data = packed(checkout(), VERSION)
    for names in (NAMES | {"model/more.json"}, NAMES - {MODEL}):
        with pytest.raises(InvalidRecordError):
            unpacked(data, VERSION, names)
