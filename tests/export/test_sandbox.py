"""Which sandbox is chosen, what hostile code can do in it, and what the inner process refuses."""

import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from release import process
from release.errors import MissingToolError, ServiceDownError
from release.room import furnished
from release.sandbox import NOBODY, PATH, USER_NAMESPACE, Sandbox, choose, require_confined
from tests.export import attack, hosted
from tests.pinned import ROOT

ABSENT = replace(NOBODY, elevate=("no-such-launcher",))
ROOT_NOBODY = replace(NOBODY, name="root, then nobody", elevate=())
"""The way of hosted runners without its sudo: only root can go it."""
IMPORT = f"import sys, os; sys.path.insert(0, {str(ROOT)!r}); from release.sandbox import *;"


@pytest.fixture(params=[USER_NAMESPACE, NOBODY, ROOT_NOBODY], ids=lambda s: s.name)
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Return one sandbox after the other, or say that the test was not run."""
    given = request.param
    assert isinstance(given, Sandbox)
    if not given.works(["true"]):
        pytest.skip(f"not run: this machine has no sandbox by {given.name}")
    return given


@pytest.fixture
def chosen() -> Sandbox:
    """Return the sandbox this machine would use."""
    try:
        return choose(["true"])
    except MissingToolError:
        pytest.skip("not run: this machine has neither user namespaces nor sudo")


def run(sandbox: Sandbox, *argv: str) -> process.Finished:
    with furnished({"file": b"given"}) as room:
        return sandbox.run(argv, room, seconds=20)


def test_the_first_sandbox_that_works_is_chosen(chosen: Sandbox) -> None:
    assert choose(["true"], [ABSENT, chosen]) is chosen


@pytest.mark.parametrize("probe", [["false"], ["no-such-program"]])
def test_a_sandbox_that_cannot_run_the_probe_is_no_sandbox(
    chosen: Sandbox, probe: list[str]
) -> None:
    with pytest.raises(MissingToolError):
        choose(probe, [ABSENT, chosen])


def test_without_any_sandbox_nothing_is_run() -> None:
    with pytest.raises(MissingToolError):
        choose(["true"], [ABSENT])


def test_the_user_namespace_is_tried_before_sudo() -> None:
    assert (USER_NAMESPACE.elevate, NOBODY.elevate) == ((), ("sudo", "-n"))


@pytest.mark.parametrize("limits", [False, True], ids=["namespaces alone", "with limits"])
def test_nothing_that_hostile_code_tries_works(sandbox: Sandbox, limits: bool) -> None:  # noqa: FBT001 - a parameter of the test
    outcome = attack.attack(sandbox, limits=limits)
    assert outcome.worked == ()
    assert len(outcome.tried) == (40 if limits else 29)
    assert outcome.uid == (0 if sandbox is USER_NAMESPACE else 65534)


def test_what_hostile_code_tries_works_without_a_sandbox() -> None:
    assert attack.attack_outside(attack.HARMLESS).worked == attack.HARMLESS


def test_what_the_limits_refuse_works_without_them(chosen: Sandbox) -> None:
    only = ("open a pair of sockets", "start a program", "fork without end")
    assert attack.attack(chosen, limits=False, only=only).worked == only


@pytest.mark.behaviour(18)
@pytest.mark.parametrize(
    ("user_namespaces", "way", "uid"),
    [(0, NOBODY.name, 65534), (100, USER_NAMESPACE.name, 0)],
    ids=["a hosted runner", "a contributor's machine"],
)
def test_hostile_code_gets_nowhere_from_a_user_without_rights(
    user_namespaces: int, way: str, uid: int
) -> None:
    """A set-user-ID copy of setpriv stands in for sudo."""
    if os.geteuid() or not ROOT_NOBODY.works(["true"]):
        pytest.skip("not run: only root can make the profile of a hosted runner")
    finished = hosted.enter(user_namespaces=user_namespaces)
    assert finished.returncode == 0, finished.stderr
    found = json.loads(finished.stdout)
    assert found["chosen"] == way
    assert [(i["worked"], i["uid"]) for i in found["inside"]] == [([], uid)] * 2
    # The bait is real: it works outside, and nobody but that one attempt reached docker.
    assert (tuple(found["outside"]["worked"]), found["visits"]) == (hosted.BAIT, 1)


def test_what_does_not_end_is_killed_with_all_it_started(sandbox: Sandbox, tmp_path: Path) -> None:
    endless = ["sh", "-c", "sleep 900 & sh -c 'sleep 900; true' $0 & wait", str(tmp_path)]
    begin = time.monotonic()
    with furnished({}) as room, pytest.raises(ServiceDownError):
        sandbox.run(endless, room, seconds=1)
    while alive(str(tmp_path)):
        assert time.monotonic() - begin < 15


def alive(word: str) -> bool:
    """Tell whether a process with `word` in its command line is left."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if word.encode() in file.read_bytes():
                return True
    return False


def test_only_the_path_reaches_the_inner_process(sandbox: Sandbox) -> None:
    assert run(sandbox, "env").out.decode().split() == [f"PATH={PATH}"]


def test_nobody_has_no_groups_no_capabilities_and_gains_none(sandbox: Sandbox) -> None:
    status = run(sandbox, "cat", "/proc/self/status").out.decode()
    lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert lines["NoNewPrivs"] == "1"
    assert {int(lines[key], 16) for key in lines if key.startswith("Cap")} == {0}
    if sandbox is not USER_NAMESPACE:
        assert (lines["Uid"].split(), lines["Groups"].strip()) == (["65534"] * 4, "")


def test_a_room_holds_what_was_named_and_no_home(chosen: Sandbox, tmp_path: Path) -> None:
    folder = tmp_path / "a folder #1 \\ with\tblanks"
    folder.mkdir(mode=0o755)
    (folder / "file").write_text("read me")
    with furnished({}) as room:
        argv = ["sh", "-c", 'cat "$1/file"; ls /', "sh", str(folder)]
        finished = chosen.run(argv, room, seconds=20, readable=[folder])
    said = finished.out.decode()
    assert said.startswith("read me"), finished.err
    assert not {"home", "run", "var", "mnt", "srv", "boot", "sys"} & set(said.split())


def test_the_input_arrives_and_the_output_comes_back(sandbox: Sandbox) -> None:
    with furnished({"deep/in/file": b"given"}) as room:
        finished = sandbox.run(["cp", room.input / "deep/in/file", "copy"], room, seconds=20)
        assert finished.code == 0, finished.err
        assert (room.output / "copy").read_bytes() == b"given"
        place = room.folder
    assert not place.exists()


def test_the_check_passes_inside(sandbox: Sandbox) -> None:
    code = IMPORT + "require_confined(tuple(os.environ))"
    finished = run(sandbox, sys.executable, "-I", "-c", code)
    assert finished.code == 0, finished.err


def test_a_variable_that_could_be_a_token_is_refused_inside(chosen: Sandbox) -> None:
    code = IMPORT + "require_confined(['GITHUB_TOKEN'])"
    assert "GITHUB_TOKEN" in run(chosen, sys.executable, "-I", "-c", code).last_line


def test_outside_the_check_refuses() -> None:
    with pytest.raises(MissingToolError):
        require_confined(tuple(os.environ))


@pytest.mark.skipif(
    not shutil.which("unshare") or os.geteuid() != 0, reason="not run: only root can be half free"
)
@pytest.mark.parametrize(
    ("way", "problem"),
    [
        (("unshare", "--net"), "rights left"),
        (("unshare", "--net", "setpriv", "--no-new-privs", "--bounding-set=-all"), "/run"),
    ],
)
def test_half_a_sandbox_is_none(way: tuple[str, ...], problem: str) -> None:
    code = IMPORT + "require_confined(['PATH'])"
    argv = [*way, sys.executable, "-I", "-c", code]
    assert problem in process.run(argv, env={"PATH": PATH}, timeout=20).last_line


def test_limits_hold_in_the_process_that_sets_them() -> None:
    code = IMPORT + "import resource; limit_resources(memory=1 << 30, file_size=5, seconds=7);"
    code += "print(*(resource.getrlimit(k)[1] for k in (resource.RLIMIT_AS, 1, 0, 4)))"
    argv = [sys.executable, "-I", "-c", code]
    out = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    assert (resource.RLIMIT_FSIZE, resource.RLIMIT_CPU, resource.RLIMIT_CORE) == (1, 0, 4)
    assert out.split() == [str(1 << 30), "5", "7", "0"]
