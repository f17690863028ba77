"""A kit of the release is packed, carried to a machine without a network, and verified there.

The three ways of VERIFY.md run word for word in an empty network namespace, and the kernel kills
whatever asks for a socket. Then the kit is damaged, and refused by its code.
"""

import shutil
import signal
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

from release.artifact import Digest
from release.names import Role
from tests.rehearsal import no_sockets
from tests.rehearsal.failure import Place, RehearsalError, require_same
from tests.rehearsal.findings import NotRun, Verdict
from tests.rehearsal.pages import Done, call, shell
from tests.rehearsal.scenarios.release import NAMES
from tests.rehearsal.tools.needs import namespaces_work
from tests.rehearsal.world import World
from tests.static.page import block, commands
from tests.static.tree import ROOT, text

PAGE = "docs/ai/u2netp-mirror.md"
KIT = f"{NAMES.kit}.tar"
WAYS = ("cosign", "sha256sum", "gh", "../venv/bin/python")


def run(world: World) -> None:
    """Pack twice, carry one kit over, follow its page, and refuse damaged ones."""
    env = world.consumer_env()
    desk = Path(env["HOME"]) / "desk"
    checkout(world, desk, env)
    data = pack(desk, env)
    require_same("a second kit", Digest.of(pack(desk, env)), Digest.of(data))
    with tarfile.open(desk / KIT) as archive:  # as any tar program reads it
        archive.extractall(desk, filter="data")
    if not namespaces_work():
        reason = "this machine gives no network namespaces to ordinary users"
        world.findings.not_run.append(NotRun(what="the kit in an empty network", reason=reason))
        return
    require_killed(desk, env)
    shown = follow(world, desk / NAMES.kit, env)
    refuse_damaged(shown[-1], desk / NAMES.kit, env)


def follow(world: World, folder: Path, env: Mapping[str, str]) -> tuple[str, ...]:
    """Run each command of VERIFY.md, unchanged, and return them."""
    shown = commands((folder / "VERIFY.md").read_text())
    require_same("commands of VERIFY.md", tuple(command.split()[0] for command in shown), WAYS)
    log = world.logs / "VERIFY.log"
    for command in shown:
        done = alone(command, folder, env)
        with log.open("a") as file:
            file.write(f"$ {command}\n{done.stdout}")
        if done.returncode != 0:
            raise RehearsalError(
                "kit",
                f"{command.splitlines()[0]} … ended with {done.returncode}",
                expected="0, without a socket",
                remedy="correct VERIFY.md, or what it promises",
                place=Place(step="VERIFY.md", log=log),
            )
        name = f"air-gap kit, by {Path(command.split()[0]).name}"
        world.findings.verdicts.append(Verdict(name=name, version="kit", accepted=True))
    return shown


def checkout(world: World, desk: Path, env: Mapping[str, str]) -> None:
    """Make a checkout and a Python with its packages, as the page says, from the world's own."""
    uv, wheels = str(world.tools.uv), ("--find-links", str(world.tools.wheels), "--no-index")
    here = desk / "checkout"
    here.mkdir(parents=True)
    for name in ("release", "scripts", "model", "requirements"):
        shutil.copytree(ROOT / name, here / name)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, here / name)
    python = ("--python", "venv")
    local = {**env, "UV_OFFLINE": "1", "UV_CACHE_DIR": str(world.root / "uv")}
    locked = ("--require-hashes", "checkout/requirements/verify.txt")
    for words in (
        (uv, "venv", "--quiet", "--python", str(world.tools.base / "python3"), "venv"),
        (uv, "pip", "sync", "--quiet", *python, *wheels, *locked),
        (
            uv,
            "pip",
            "install",
            "--quiet",
            *python,
            "--no-deps",
            "--no-build-isolation",
            "./checkout",
        ),
    ):
        done = call(words, desk, local)
        require_same(f"{' '.join(words[1:4])} ({done.stdout[-300:]})", done.returncode, 0)


def pack(desk: Path, env: Mapping[str, str]) -> bytes:
    """Pack the kit in the checkout, as the page says, carry it out of there, and return it."""
    here, path = desk / "checkout", f"{desk / 'venv/bin'}:{env['PATH']}"
    (desk / KIT).unlink(missing_ok=True)
    done = shell(block(text(PAGE), "sh", "scripts/kit.py"), here, {**env, "PATH": path})
    require_same(f"packing the kit ({done.stdout[-400:]})", done.returncode, 0)
    return (here / KIT).rename(desk / KIT).read_bytes()


def alone(command: str, folder: Path, env: Mapping[str, str]) -> Done:
    """Run one command where there is no network, and where the first socket is its end.

    bash reads it as a person's shell would. That one asks the name service who it is, by a socket
    of its own, so the guard stands between bash and the program.
    """
    own = {name: env[name] for name in ("HOME", "PATH", "LANG")}
    guarded = f"exec {sys.executable} -I -S {no_sockets.__file__} {command}"
    return call(("unshare", "--map-root-user", "--net", "bash", "-c", guarded), folder, own)


def require_killed(folder: Path, env: Mapping[str, str]) -> None:
    """Show that the guard works: whoever opens a socket is killed."""
    done = alone("python3 -c 'import socket; socket.socket()'", folder, env)
    require_same("how a socket ends", done.returncode, -signal.SIGSYS)


def refuse_damaged(command: str, folder: Path, env: Mapping[str, str]) -> None:
    """Change one byte of a file in the kit, cut the kit, add to it: each refused by its code."""
    path = folder.parent / KIT
    right = path.read_bytes()
    model = right.index(f"{NAMES.kit}/{NAMES.asset(Role.MODEL)}\0".encode()) + 4096
    wrong = {
        "a bit of the model": (right[:model] + bytes((right[model] ^ 1,)) + right[model + 1 :], 20),
        "half of it": (right[: len(right) // 2], 40),
        "something behind it": (right + b"\0" * 512, 40),
    }
    for name, (data, code) in wrong.items():
        path.write_bytes(data)
        require_same(f"a kit with {name}", alone(command, folder, env).returncode, code)
    path.write_bytes(right)
