"""A kept world leads a shell in and out again, and two rehearsals do not share a folder."""

import subprocess
from pathlib import Path

import pytest

from tests.rehearsal.failure import RehearsalError
from tests.rehearsal.kept import Alone, Kept, script

VARIABLES = {"PATH": '/world/bin:"$PATH"', "GH_TOKEN": "'a b'", "TUF_MIRROR": "http://127.0.0.1:1"}


def in_shell(tmp_path: Path, *lines: str) -> str:
    (tmp_path / "env.sh").write_text(script(VARIABLES))
    text = "\n".join(("set -eu", "export GH_TOKEN=mine", *lines))
    argv = ("/bin/bash", "-c", text)
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=True)
    return done.stdout


def test_sourcing_sets_the_variables_and_says_which_but_never_a_token(tmp_path: Path) -> None:
    said = in_shell(tmp_path, "source ./env.sh", 'echo "[$GH_TOKEN] [$TUF_MIRROR] [$PATH]"')
    assert "[a b] [http://127.0.0.1:1] [/world/bin:" in said
    assert "TUF_MIRROR=http://127.0.0.1:1\n" in said
    assert "GH_TOKEN=(a token without any rights)\n" in said


def test_leaving_restores_what_was_set_and_what_was_not(tmp_path: Path) -> None:
    show = 'echo "[$GH_TOKEN] [${TUF_MIRROR-unset}] [${_old_PATH-unset}] [$PATH]"'
    before = in_shell(tmp_path, show)
    assert "[mine] [unset] [unset]" in before
    for entering in (["source ./env.sh"], ["source ./env.sh", "source ./env.sh"]):
        said = in_shell(tmp_path, *entering, "rehearsal_leave", show)
        assert said.splitlines()[-1] == before.splitlines()[-1]


def test_a_second_rehearsal_in_the_same_folder_is_refused_until_the_first_ends(
    tmp_path: Path,
) -> None:
    first = Alone(tmp_path)
    with pytest.raises(RehearsalError, match=r"process [0-9]+ is rehearsing"):
        Alone(tmp_path)
    first.release()
    Alone(tmp_path).release()


def test_a_pid_file_of_a_process_that_is_gone_names_no_holder(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.pid_file.write_text("1 0.0\n")  # process 1 exists, but began at another time
    assert kept.holder() is None
    assert not kept.stop()
