"""A world that stays: a detached process, a pid file, and a script that leads a shell into it."""

import fcntl
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.rehearsal.failure import RehearsalError
from tests.rehearsal.processes import end
from tests.rehearsal.world import World

_LIFETIME = 8 * 3600.0
_PATIENCE = 30.0

_SCRIPT = """\
# Leads a bash into the kept rehearsal world: source this file. rehearsal_leave leads out again.
if type rehearsal_leave >/dev/null 2>&1; then rehearsal_leave; fi
{saves}
{sets}
rehearsal_leave() {{
{restores}
  unset -f rehearsal_leave
  hash -r
  echo "rehearsal: your shell is as before"
}}
hash -r
echo "rehearsal: this shell now speaks to the local world; rehearsal_leave gives it back"
{says}
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """The kept world of a checkout; its files lie in `folder`."""

    folder: Path

    @property
    def env_file(self) -> Path:
        """What a person sources."""
        return self.folder / "env.sh"

    @property
    def pid_file(self) -> Path:
        """Who holds the world: process id and start time."""
        return self.folder / "world.pid"

    @property
    def log(self) -> Path:
        """What the detached process says."""
        return self.folder / "world.log"

    def holder(self) -> psutil.Process | None:
        """Return the process that holds the world, or None."""
        try:
            pid, started = self.pid_file.read_text().split()
            process = psutil.Process(int(pid))
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
            return None
        return process if str(process.create_time()) == started else None

    def hold(self, world: World) -> None:
        """Write the two files and wait: for SIGTERM, or for eight hours to pass."""
        this = psutil.Process()
        self.env_file.write_text(script(shell_variables(world)))
        self.pid_file.write_text(f"{this.pid} {this.create_time()}\n")
        try:
            threading.Event().wait(_LIFETIME)
        finally:
            self.env_file.unlink(missing_ok=True)
            self.pid_file.unlink(missing_ok=True)

    def start(self, argv: tuple[str, ...]) -> int:
        """Run `argv` detached, show what it says, and return when it holds or has ended."""
        for old in (self.pid_file, self.env_file):
            old.unlink(missing_ok=True)
        self.log.write_text("")
        with self.log.open("a") as log:
            process = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                text=True,
            )
        try:
            return self._follow(process)
        except BaseException:
            end(process, patience=_PATIENCE)
            raise

    def stop(self) -> bool:
        """End the kept world and wait until it is gone; say whether there was one."""
        if (process := self.holder()) is None:
            return False
        process.send_signal(signal.SIGTERM)
        psutil.wait_procs([process], timeout=_PATIENCE)
        return True

    def _follow(self, process: "subprocess.Popen[str]") -> int:
        with self.log.open() as log:
            while True:
                code, holds = process.poll(), self.pid_file.exists()
                sys.stdout.write(log.read())
                sys.stdout.flush()
                if holds:
                    process.returncode = 0  # it goes on without us
                    return 0
                if code is not None:
                    return code
                time.sleep(0.1)


class Alone:
    """At most one rehearsal at a time writes into a folder; the lock ends with its holder."""

    def __init__(self, folder: Path) -> None:
        """Take the lock; raises RehearsalError, naming the holder, when it is taken."""
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / ".lock").open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.seek(0)
            holder = self._file.read().strip()
            self._file.close()
            raise RehearsalError(
                "busy",
                f"{holder or 'another process'} is rehearsing in this checkout",
                expected=f"{folder} for this one alone",
                remedy="wait for it, or use another clone",
            ) from error
        self._file.truncate(0)
        self._file.write(f"process {os.getpid()}\n")
        self._file.flush()

    def release(self) -> None:
        """Let others write."""
        self._file.close()


def script(variables: Mapping[str, str]) -> str:
    """Return the shell script that sets `variables`, whose values are quoted for bash."""
    return _SCRIPT.format(
        saves="\n".join(
            f'_old_{name}="${{{name}-}}"; _had_{name}="${{{name}+x}}"' for name in variables
        ),
        sets="\n".join(f"export {name}={value}" for name, value in variables.items()),
        restores="\n".join(_restore(name) for name in variables),
        says="\n".join(f"echo {_announced(name, value)}" for name, value in variables.items()),
    )


def shell_variables(world: World) -> dict[str, str]:
    """Return what a person's shell needs to be a consumer in `world`, quoted for bash."""
    private = world.root / "shell"
    own = {
        **world.client_env(),
        # gh and cosign keep state: not among your own.
        "GH_CONFIG_DIR": str(private / "gh"),
        "GH_TELEMETRY": "false",
        "GH_TOKEN": world.consumer_token(),
        "TUF_ROOT": str(private / "tuf"),
    }
    path = f'{shlex.quote(str(world.consumer_bin()))}:"$PATH"'
    return {"PATH": path, **{name: shlex.quote(value) for name, value in own.items()}}


def _restore(name: str) -> str:
    back = f'if [ -n "$_had_{name}" ]; then export {name}="$_old_{name}"; else unset {name}; fi'
    return f"  {back}; unset _old_{name} _had_{name}"


def _announced(name: str, value: str) -> str:
    shown = "(a token without any rights)" if name == "GH_TOKEN" else value
    return shlex.quote(f"  {name}={shown}")


def detached(script_file: Path, *options: str) -> tuple[str, ...]:
    """Return the argv that runs this project's script again, as the process that stays."""
    return (sys.executable, str(script_file), *options)


def quiet_interrupts() -> None:
    """Let Ctrl-C and SIGTERM end a rehearsal through every `finally`."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
