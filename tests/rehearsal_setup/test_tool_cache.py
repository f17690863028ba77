"""The tool cache never shows anything half-built or damaged."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from release.errors import MissingToolError
from tests.rehearsal.tools.cache import Cache, Part, Price, remove
from tests.rehearsal.tools.progress import Progress

FREE = Price(minutes=0, keeps=0, needs=0)
SILENT = Progress(lambda _: None)


def _write(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "tool").write_bytes(b"the right bytes")


def _fail(folder: Path) -> None:
    (folder / "half").write_bytes(b"half of it")
    raise KeyboardInterrupt


PART = Part(name="tool", key="v1", build=_write, price=FREE)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def filled(cache: Cache) -> Cache:
    with cache.locked(SILENT):
        cache.store(PART)
    return cache


def test_a_part_that_was_stored_is_not_missing(filled: Cache) -> None:
    assert filled.missing([PART]) == ()


def test_a_part_of_another_version_is_missing(filled: Cache) -> None:
    other = Part(name="tool", key="v2", build=_write, price=FREE)
    assert filled.missing([PART, other]) == (other,)


@pytest.mark.parametrize("damage", [b"the wrong bytes", b""])
def test_a_damaged_part_is_missing_and_made_again(filled: Cache, damage: bytes) -> None:
    (filled.path(PART) / "sub" / "tool").write_bytes(damage)
    assert filled.missing([PART]) == (PART,)
    with filled.locked(SILENT):
        filled.store(PART)
    assert filled.missing([PART]) == ()


def test_a_part_that_lost_a_file_is_missing(filled: Cache) -> None:
    (filled.path(PART) / "sub" / "tool").unlink()
    assert filled.missing([PART]) == (PART,)


def test_a_part_without_its_sums_is_missing(filled: Cache) -> None:
    (filled.path(PART) / "SHA256SUMS").unlink()
    assert filled.missing([PART]) == (PART,)


def test_bytecode_that_python_writes_later_is_no_damage(filled: Cache) -> None:
    (filled.path(PART) / "sub" / "tool.pyc").write_bytes(b"cache")
    assert filled.missing([PART]) == ()


def test_an_interrupted_build_leaves_nothing_behind(cache: Cache) -> None:
    broken = Part(name="tool", key="v1", build=_fail, price=FREE)
    with pytest.raises(KeyboardInterrupt), cache.locked(SILENT):
        cache.store(broken)
    assert [path.name for path in cache.root.iterdir()] == ["lock"]


def test_the_next_writer_removes_what_a_killed_one_left(cache: Cache) -> None:
    (cache.temporary / "half").mkdir(parents=True)
    with cache.locked(SILENT):
        assert list(cache.temporary.iterdir()) == []


def test_a_writer_waits_for_the_other_and_says_for_whom(cache: Cache, tmp_path: Path) -> None:
    done = tmp_path / "done"
    said: list[str] = []
    script = (
        "import sys, time; from pathlib import Path\n"
        "from tests.rehearsal.tools.cache import Cache\n"
        "from tests.rehearsal.tools.progress import Progress\n"
        "with Cache(Path(sys.argv[1])).locked(Progress(lambda _: None)):\n"
        "    print('locked', flush=True); time.sleep(0.3); Path(sys.argv[2]).touch()\n"
    )
    argv = [sys.executable, "-c", script, str(cache.root), str(done)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        with cache.locked(Progress(said.append)):
            assert done.exists()
    assert f"waiting for process {other.pid}" in said[0]


def test_a_killed_writer_frees_the_lock(cache: Cache) -> None:
    script = (
        "import sys, time; from pathlib import Path\n"
        "from tests.rehearsal.tools.cache import Cache\n"
        "from tests.rehearsal.tools.progress import Progress\n"
        "with Cache(Path(sys.argv[1])).locked(Progress(lambda _: None)):\n"
        "    print('locked', flush=True); time.sleep(60)\n"
    )
    argv = [sys.executable, "-c", script, str(cache.root)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.kill()
    begun = time.monotonic()
    with cache.locked(SILENT):
        assert time.monotonic() - begun < 5


def test_a_cache_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    with pytest.raises(MissingToolError), Cache(in_the_way).locked(SILENT):
        pass


def test_read_only_folders_are_removed_too(tmp_path: Path) -> None:
    inner = tmp_path / "modules" / "inner"
    inner.mkdir(parents=True)
    (inner / "file").touch()
    inner.chmod(0o500)
    inner.parent.chmod(0o500)
    remove(tmp_path / "modules")
    assert os.listdir(tmp_path) == []  # noqa: PTH208 # names are what is compared
