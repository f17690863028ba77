"""A machine like a hosted runner, as far as a sandbox can tell; only root can make it.

A user `runner` without rights, whose home nobody else may enter and which holds the checkout; no
user namespaces, unless asked for; a docker socket that `runner` may use; and a way to become root
without a password. That way is a set-user-ID copy of setpriv: it stands in for sudo, which a
machine may lack.

Run by its path as root of namespaces of its own; prints what `runner` found.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

RUNNER = 1001
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
HOME = Path("/home/runner")
CHECKOUT = HOME / "work/checkout"
SUDO = Path("/run/sudo/setpriv")
ELEVATE = (str(SUDO), "--reuid", "0", "--regid", "0", "--clear-groups", "--")
ROOT = Path(__file__).resolve().parents[2]

BAIT = ("connect to the docker socket", "become root by a set-user-ID program")

AS_RUNNER = """
import json, sys
sys.path.insert(0, sys.argv[1])
from dataclasses import asdict, replace
from release.sandbox import NOBODY, USER_NAMESPACE, choose
from tests.export.attack import attack, attack_outside
from tests.export.hosted import BAIT, ELEVATE
python = [sys.executable, "-I", "-c", "import json"]
chosen = choose(python, (USER_NAMESPACE, replace(NOBODY, elevate=ELEVATE)))
inside = [asdict(attack(chosen, limits=limits, elevate=ELEVATE)) for limits in (False, True)]
outside = asdict(attack_outside(BAIT, elevate=ELEVATE))
print(json.dumps({"chosen": chosen.name, "inside": inside, "outside": outside}))
"""


def enter(*, user_namespaces: int) -> "subprocess.CompletedProcess[str]":
    """Run this file in fresh namespaces, where this user is root, and all others exist too.

    So many `user_namespaces` may be made in there; a hosted runner has none.
    """
    argv = [_tool("unshare"), "--user", "--mount", "--pid", "--fork", "--kill-child", "--"]
    # The first program there has no user yet, so no rights; the second is started as root.
    wait = 'echo; read _; exec "$@"'
    inner = ("sh", "-c", wait, "sh", sys.executable, "-I", __file__, str(user_namespaces))
    with subprocess.Popen(
        [*argv, *inner],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for users in ("uid_map", "gid_map"):
            Path(f"/proc/{process.pid}/{users}").write_text("0 0 65536\n", encoding="utf-8")
        out, err = process.communicate("\n", timeout=120)
    return subprocess.CompletedProcess(argv, process.returncode, out, err)


def _tool(name: str) -> str:
    found = shutil.which(name, path=PATH)
    assert found, f"{name} is missing"
    return found


def _mount(*words: object) -> None:
    subprocess.run([_tool("mount"), *map(str, words)], check=True)


def _furnish() -> socket.socket:
    """Put the profile over this machine, in this mount namespace alone; return docker's socket."""
    _mount("-t", "proc", "proc", "/proc")
    Path("/proc/sys/user/max_user_namespaces").write_text(sys.argv[1], encoding="utf-8")
    _mount("-t", "tmpfs", "-o", "mode=755", "run", "/run")
    docker = socket.socket(socket.AF_UNIX)
    docker.bind("/run/docker.sock")
    docker.listen()
    docker.settimeout(0)
    os.chown("/run/docker.sock", 0, RUNNER)
    Path("/run/docker.sock").chmod(0o660)
    SUDO.parent.mkdir()
    shutil.copy(_tool("setpriv"), SUDO)
    SUDO.chmod(0o4755)
    return docker


def _make_homes() -> None:
    """Make the home with the checkout, and a readable way to a Python that lies in root's home."""
    pythons = {Path(sys.prefix), Path(sys.base_prefix)}
    kept = {ROOT: CHECKOUT, **{p: p for p in pythons if p.is_relative_to(f"/{'root'}")}}
    for number, source in enumerate(kept):
        Path(f"/run/kept-{number}").mkdir()
        _mount("--bind", source, f"/run/kept-{number}")
    for home in {Path(*target.parts[:2]) for target in kept.values()}:
        _mount("-t", "tmpfs", "-o", f"mode=750,uid={RUNNER}", "home", home)
    HOME.mkdir(mode=0o750)
    os.chown(HOME, RUNNER, RUNNER)
    for number, target in enumerate(kept.values()):
        target.mkdir(parents=True)
        _mount("--bind", f"/run/kept-{number}", target)


def _visits(docker: socket.socket) -> int:
    """Return how often somebody reached docker."""
    visits = 0
    with contextlib.suppress(BlockingIOError):
        while docker.accept():
            visits += 1
    return visits


if __name__ == "__main__":
    listening = _furnish()
    _make_homes()
    user = ("--reuid", str(RUNNER), "--regid", str(RUNNER), "--clear-groups")
    found = subprocess.run(
        [_tool("setpriv"), *user, sys.executable, "-I", "-c", AS_RUNNER, str(CHECKOUT)],
        env={"PATH": PATH, "TOKEN": "canary"},
        stdout=subprocess.PIPE,
        check=True,
    )
    sys.stdout.write(json.dumps({**json.loads(found.stdout), "visits": _visits(listening)}))
