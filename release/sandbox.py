"""A place without network, token or rights for code that reads untrusted bytes (an edge).

The outer process chooses a sandbox and starts the inner one in it, in a room of its own. The inner
one looks for itself whether it is confined, and sets its own limits.
"""

import fcntl
import resource
import shutil
import socket
import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from release import process, seccomp
from release.errors import MissingToolError, ServiceDownError
from release.room import Room, furnished

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
"""Where the inner process and its launchers are looked for."""

PROBE_SECONDS = 20.0
_KILLED = frozenset({137, -9})
_ENVIRONMENT = frozenset({"PATH", "LC_CTYPE"})
"""What the inner process may find; Python sets LC_CTYPE itself (PEP 538)."""

_GET_FLAGS = 0x8913  # SIOCGIFFLAGS, linux/sockios.h
_UP = 0x1  # IFF_UP, linux/if.h


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """One way to start a process in a room; `name` is what the report says.

    `elevate` gains the right to enter, `enter` leads into the namespaces with the right to mount,
    and `leave` gives every right up.
    """

    name: str
    elevate: tuple[str, ...]
    enter: tuple[str, ...]
    leave: tuple[str, ...]

    def confined(
        self,
        argv: Sequence[str | Path],
        room: Room,
        *,
        seconds: float,
        readable: Collection[Path] = (),
    ) -> tuple[str, ...]:
        """Return `argv` so that it runs in `room` for at most `seconds`, with PATH alone set.

        It may read the system, this Python, the input, and the folders `readable`.
        """
        # `timeout` ends it and not the caller, who may not signal what sudo started.
        deadline = ("timeout", "--foreground", "--signal=KILL", f"{seconds:.0f}")
        inner = (*self.leave, "env", "-i", f"PATH={PATH}", *map(str, argv))
        return (*self.elevate, *deadline, *self.enter, *room.entered(readable), *inner)

    def run(
        self,
        argv: Sequence[str | Path],
        room: Room,
        *,
        seconds: float,
        readable: Collection[Path] = (),
    ) -> process.Finished:
        """Run `argv` confined; raises ServiceDownError when it does not end in `seconds`."""
        confined = self.confined(argv, room, seconds=seconds, readable=readable)
        finished = process.run(confined, env={"PATH": PATH}, timeout=seconds + PROBE_SECONDS)
        if finished.code in _KILLED:
            raise ServiceDownError(
                f"what ran in the sandbox was killed: {finished.last_line}",
                expected=f"an end within {seconds:.0f} seconds and the limits of memory",
                remedy="run the job again, on a machine that is less busy",
            )
        return finished

    def works(self, argv: Sequence[str | Path], *, readable: Collection[Path] = ()) -> bool:
        """Tell whether the sandbox can be entered here, and `argv` runs and succeeds in it."""
        needed = (*self.elevate[:1], "timeout", *self.enter[:1], *self.leave[:1])
        if not all(shutil.which(tool, path=PATH) for tool in needed):
            return False
        with furnished({}) as room:
            return self.run(argv, room, seconds=PROBE_SECONDS, readable=readable).code == 0


_NAMESPACES = ("--net", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--")
# The bounding set goes before the user: after it the right to drop it is gone.
_NO_RIGHTS = ("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--")
USER_NAMESPACE = Sandbox(
    name="user namespace",
    elevate=(),
    enter=("unshare", "--user", "--map-root-user", *_NAMESPACES),
    leave=("setpriv", *_NO_RIGHTS),
)
# Hosted ubuntu-24.04 refuses unprivileged user namespaces and has sudo without a password.
NOBODY = Sandbox(
    name="sudo, then nobody",
    elevate=("sudo", "-n"),
    enter=("unshare", *_NAMESPACES),
    leave=("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", *_NO_RIGHTS),
)
SANDBOXES = (USER_NAMESPACE, NOBODY)


def choose(
    probe: Sequence[str | Path],
    sandboxes: Sequence[Sandbox] = SANDBOXES,
    *,
    readable: Collection[Path] = (),
) -> Sandbox:
    """Return the first sandbox in which the command `probe` succeeds.

    Raises MissingToolError when there is none: nothing untrusted is read without one.
    """
    for sandbox in sandboxes:
        if sandbox.works(probe, readable=readable):
            return sandbox
    raise MissingToolError(
        "no sandbox works on this machine",
        expected=f"a user namespace, or sudo without a password, that can run {probe[0]}",
        remedy="sysctl kernel.unprivileged_userns_clone=1 "
        "kernel.apparmor_restrict_unprivileged_userns=0, or let sudo run unshare; "
        "user nobody must be able to read the virtual environment itself",
    )


def require_confined(environment: Collection[str]) -> None:
    """Refuse to go on outside a sandbox; `environment` holds the names of the variables set.

    Raises MissingToolError when a network interface other than the loopback is up, a variable is
    set that could be a token or redirect a tool, a right is left, or /run can be seen.
    """
    if up := [name for _, name in socket.if_nameindex() if name != "lo" and _is_up(name)]:
        raise _loose(f"the network interface {up[0]} is up")
    if surplus := sorted(set(environment) - _ENVIRONMENT):
        raise _loose(f"the environment holds {surplus[0]}")
    status = dict(line.split(":\t", 1) for line in _status().splitlines() if ":\t" in line)
    if status["NoNewPrivs"] != "1" or any(int(status[f"Cap{s}"], 16) for s in ("Eff", "Bnd")):
        raise _loose("the process has rights left, or could gain some")
    if Path("/run").exists():
        raise _loose("/run can be seen, where daemons listen")


def limit_resources(*, memory: int, file_size: int, seconds: int) -> None:
    """Limit this process: bytes of address space and of a file, seconds of processor time.

    From then on it cannot start a process or a program either, nor open a socket.
    """
    for kind, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    seccomp.forbid()


def _status() -> str:
    return Path("/proc/self/status").read_text(encoding="utf-8")


def _is_up(interface: str) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        request = struct.pack("16sH14x", interface.encode(), 0)
        answer = fcntl.ioctl(probe.fileno(), _GET_FLAGS, request)
    (flags,) = struct.unpack_from("H", answer, 16)
    return bool(flags & _UP)


def _loose(problem: str) -> MissingToolError:
    return MissingToolError(
        f"not confined: {problem}",
        expected="a new root, no network, no rights and an empty environment",
        remedy="run the script without --inside: it enters the sandbox by itself",
    )
