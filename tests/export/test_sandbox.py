"""Which sandbox is chosen, and what the inner process refuses."""

import os
import resource
import subprocess
import sys
from dataclasses import replace

import pytest

from release import process
from release.errors import MissingToolError
from release.sandbox import NOBODY, PATH, USER_NAMESPACE, Sandbox, choose, require_confined
from tests.pinned import ROOT

OPEN = Sandbox(name="none", prefix=("env",), other_user=False)
ABSENT = Sandbox(name="absent", prefix=("no-such-launcher",), other_user=False)


def sandbox() -> Sandbox:
    """Return a sandbox of this machine, or say that the test was not run."""
    try:
        return choose(["true"])
    except MissingToolError:
        pytest.skip("not run: this machine has neither user namespaces nor sudo")


def test_the_first_sandbox_that_works_is_chosen() -> None:
    assert choose(["true"], [ABSENT, OPEN]) is OPEN


@pytest.mark.parametrize("probe", [["false"], ["no-such-program"]])
def test_a_sandbox_that_cannot_run_the_probe_is_no_sandbox(probe: list[str]) -> None:
    with pytest.raises(MissingToolError):
        choose(probe, [ABSENT, OPEN])


def test_only_the_path_reaches_the_inner_process() -> None:
    finished = process.run(OPEN.confined(["env"]), env={"PATH": PATH, "TOKEN": "x"}, timeout=9)
    assert finished.out.decode().split() == [f"PATH={PATH}"]


def test_inside_there_is_no_network() -> None:
    argv = sandbox().confined(["cat", "/proc/self/net/dev"])
    finished = process.run(argv, env={"PATH": PATH}, timeout=9)
    devices = [line.split(":")[0].strip() for line in finished.out.decode().splitlines()[2:]]
    assert "lo" in devices
    assert not {"eth0", "ens3", "enp0s3"} & set(devices)


def test_the_check_passes_inside() -> None:
    code = f"import sys, os; sys.path.insert(0, {str(ROOT)!r});"
    code += "from release.sandbox import require_confined; require_confined(tuple(os.environ))"
    argv = sandbox().confined([sys.executable, "-I", "-c", code])
    finished = process.run(argv, env={"PATH": PATH}, timeout=9)
    assert finished.code == 0, finished.err


def test_a_variable_that_could_be_a_token_is_refused_inside() -> None:
    code = f"import sys, os; sys.path.insert(0, {str(ROOT)!r});"
    code += "from release.sandbox import require_confined; require_confined(['GITHUB_TOKEN'])"
    argv = sandbox().confined([sys.executable, "-I", "-c", code])
    finished = process.run(argv, env={"PATH": PATH}, timeout=9)
    assert "GITHUB_TOKEN" in finished.last_line


def test_outside_the_check_refuses() -> None:
    with pytest.raises(MissingToolError):
        require_confined(tuple(os.environ))


def test_nobody_has_no_groups_no_capabilities_and_gains_none() -> None:
    """The way of hosted runners, without its sudo: only root can try it."""
    own = replace(NOBODY, prefix=NOBODY.prefix[NOBODY.prefix.index("unshare") :])
    if not own.works(["true"]):
        pytest.skip("not run: only root can become nobody")
    argv = own.confined(["cat", "/proc/self/status"])
    status = process.run(argv, env={"PATH": PATH}, timeout=9).out.decode()
    lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert lines["Uid"].split() == ["65534"] * 4
    assert lines["Groups"].strip() == ""
    assert lines["NoNewPrivs"] == "1"
    assert {int(lines[key], 16) for key in lines if key.startswith("Cap")} == {0}


def test_limits_hold_in_the_process_that_sets_them() -> None:
    code = f"import sys, resource; sys.path.insert(0, {str(ROOT)!r});"
    code += "from release.sandbox import limit_resources;"
    code += "limit_resources(memory=1 << 30, file_size=5, seconds=7);"
    code += "print(*(resource.getrlimit(k)[1] for k in (resource.RLIMIT_AS, 1, 0, 4)))"
    argv = [sys.executable, "-I", "-c", code]
    out = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    assert (resource.RLIMIT_FSIZE, resource.RLIMIT_CPU, resource.RLIMIT_CORE) == (1, 0, 4)
    assert out.split() == [str(1 << 30), "5", "7", "0"]


def test_the_user_namespace_is_tried_before_sudo() -> None:
    assert USER_NAMESPACE.prefix[0] == "unshare"
    assert NOBODY.prefix[:2] == ("sudo", "-n")
