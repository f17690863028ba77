"""Without network namespaces there is room for one timestamp authority; its owner has a name."""

import os
from pathlib import Path

import pytest

from release.errors import TryAgainLaterError
from tests.rehearsal.sigstore import lock


def test_the_second_world_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "locks" / "timestamp-authority"
    first = lock.hold(path)
    with pytest.raises(TryAgainLaterError, match=f"process {os.getpid()} runs"):
        lock.hold(path, patience=0)
    os.close(first)


def test_the_lock_is_free_again_when_its_descriptor_is_closed(tmp_path: Path) -> None:
    os.close(lock.hold(tmp_path / "lock"))
    os.close(lock.hold(tmp_path / "lock", patience=0))
