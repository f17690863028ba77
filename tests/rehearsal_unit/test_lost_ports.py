"""A port that was free a moment ago: whoever lost it says so, and is started again with another."""

from pathlib import Path

import pytest

from tests.rehearsal.sigstore.processes import lost_a_port

LOST = "listen tcp 127.0.0.1:5051: bind: address already in use"


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (LOST, True),
        (f"{LOST}\nmain.main\n\t/src/main.go:7\nruntime.main\n\truntime/proc.go:290\n", True),
        ("panic: no key\nruntime.main\n\truntime/proc.go:290\n", False),
        ("", False),
    ],
)
def test_a_lost_port_is_seen_wherever_it_is_said(tmp_path: Path, text: str, *, lost: bool) -> None:
    (tmp_path / "log").write_text(text)
    assert lost_a_port(tmp_path / "log") is lost


def test_a_service_that_said_nothing_lost_no_port(tmp_path: Path) -> None:
    assert lost_a_port(tmp_path / "log") is False
