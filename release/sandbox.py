"""A place without network, token or rights for code that reads untrusted bytes (an edge).

The outer process chooses a sandbox and starts the inner one in it, with PATH and nothing else. The
inner one looks for itself whether it is confined, and sets its own limits.
"""

import fcntl
import resource
import shutil
import socket
import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from release import process
from release.errors import MissingToolError

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
"""Where the inner process and its launchers are looked for."""

PROBE_SECONDS = 20.0
_ENVIRONMENT = frozenset({"PATH", "LC_CTYPE"})
"""What the inner process may find; Python sets LC_CTYPE itself (PEP 538)."""

_GET_FLAGS = 0x8913  # SIOCGIFFLAGS, linux/sockios.h
_UP = 0x1  # IFF_UP, linux/if.h


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """One way to start a process without network.

    `name` is what the report says. With `other_user` the inner process runs as nobody, so it
    needs an output folder that anybody may write to.
    """

    name: str
    prefix: tuple[str, ...]
    other_user: bool

    def confined(self, argv: Sequence[str | Path]) -> tuple[str, ...]:
        """Return `argv` so that it runs in this sandbox, with PATH and nothing else set."""
        return (*self.prefix, "env", "-i", f"PATH={PATH}", *map(str, argv))

    def works(self, argv: Sequence[str | Path]) -> bool:
        """Tell whether the sandbox can be entered here, and `argv` runs and succeeds in it."""
        if not shutil.which(self.prefix[0], path=PATH):
            return False
        finished = process.run(self.confined(argv), env={"PATH": PATH}, timeout=PROBE_SECONDS)
        return finished.code == 0


USER_NAMESPACE = Sandbox(
    name="user namespace",
    prefix=("unshare", "--user", "--map-root-user", "--net", "--"),
    other_user=False,
)
# Hosted ubuntu-24.04 refuses unprivileged user namespaces and has sudo without a password. The
# bounding set goes before the user: after it the right to drop it is gone.
NOBODY = Sandbox(
    name="sudo, then nobody",
    prefix=(
        *("sudo", "-n", "unshare", "--net", "--"),
        *("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"),
        *("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--"),
    ),
    other_user=True,
)
SANDBOXES = (USER_NAMESPACE, NOBODY)


def choose(probe: Sequence[str | Path], sandboxes: Sequence[Sandbox] = SANDBOXES) -> Sandbox:
    """Return the first sandbox in which the command `probe` succeeds.

    Raises MissingToolError when there is none: nothing untrusted is read without one.
    """
    for sandbox in sandboxes:
        if sandbox.works(probe):
            return sandbox
    raise MissingToolError(
        "no sandbox works on this machine",
        expected=f"a user namespace, or sudo without a password, that can run {probe[0]}",
        remedy="sysctl kernel.unprivileged_userns_clone=1 "
        "kernel.apparmor_restrict_unprivileged_userns=0, or let sudo run unshare; "
        "user nobody must be able to read the virtual environment and the checkout",
    )


def require_confined(environment: Collection[str]) -> None:
    """Refuse to go on outside a sandbox; `environment` holds the names of the variables set.

    Raises MissingToolError when a network interface other than the loopback is up, or a variable
    is set that could be a token or redirect a tool.
    """
    if up := [name for _, name in socket.if_nameindex() if name != "lo" and _is_up(name)]:
        raise _loose(f"the network interface {up[0]} is up")
    if surplus := sorted(set(environment) - _ENVIRONMENT):
        raise _loose(f"the environment holds {surplus[0]}")


def limit_resources(*, memory: int, file_size: int, seconds: int) -> None:
    """Limit this process: bytes of address space and of a file, seconds of processor time."""
    for kind, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))


def _is_up(interface: str) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        request = struct.pack("16sH14x", interface.encode(), 0)
        answer = fcntl.ioctl(probe.fileno(), _GET_FLAGS, request)
    (flags,) = struct.unpack_from("H", answer, 16)
    return bool(flags & _UP)


def _loose(problem: str) -> MissingToolError:
    return MissingToolError(
        f"not confined: {problem}",
        expected="no network and an empty environment",
        remedy="run the script without --inside: it enters the sandbox by itself",
    )
