"""Where temporary files go: into memory with room, else where the machine says."""

import os
from pathlib import Path

import pytest

from tests.rehearsal.tools.room import LEAST, temporary

ROOM = f"MemTotal: 99999999 kB\nMemAvailable: {LEAST >> 10} kB\n"
SHORT = f"MemTotal: 99999999 kB\nMemAvailable: {(LEAST >> 10) - 1} kB\n"


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    """Return a folder that stands for memory: the disk below it has room."""
    seen = os.statvfs(tmp_path)
    if seen.f_bavail * seen.f_frsize < LEAST:
        pytest.skip("not run: there is no room for 4 GiB below the folder of the tests")
    return tmp_path


def meminfo(tmp_path: Path, text: str) -> Path:
    """Return a file with what the kernel says of the memory."""
    (tmp_path / "meminfo").write_text(text, encoding="ascii")
    return tmp_path / "meminfo"


def test_memory_with_room_takes_them(memory: Path) -> None:
    said = temporary({}, memory, meminfo(memory, ROOM))
    assert said == {"TMPDIR": str(memory)}


def test_a_persons_word_stays(memory: Path) -> None:
    assert temporary({"TMPDIR": "/elsewhere"}, memory, meminfo(memory, ROOM)) == {}


@pytest.mark.parametrize("text", [SHORT, "", "MemTotal: 99999999 kB\n"])
def test_memory_that_is_needed_is_left_alone(memory: Path, text: str) -> None:
    assert temporary({}, memory, meminfo(memory, text)) == {}


def test_a_machine_without_it_keeps_its_own_place(memory: Path) -> None:
    said = meminfo(memory, ROOM)
    assert temporary({}, memory / "missing", said) == {}
    assert temporary({}, memory, memory / "missing") == {}
