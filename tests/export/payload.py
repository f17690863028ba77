"""What hostile code would try in the sandbox; prints as JSON what it could do.

Run by its path, in a room, with one JSON argument, which `tests/export/attack.py` writes: where the
outer process listens, what it wrote, its process id, whether limits are set first, and the names of
the attempts (none: all).
"""

import contextlib
import ctypes
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

GIVEN = json.loads(sys.argv[1])
LIBC = ctypes.CDLL(None, use_errno=True)
NEW_USER_NAMESPACE, TRACE_ATTACH, VSOCK_HOST = 0x10000000, 16, 2


def called(function: Callable[..., object], *arguments: object) -> bool:
    function(*arguments)
    return True


def connects(family: int, address: str | tuple[str | int, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        probe.connect(address)
    return True


def reads(path: str) -> bool:
    return called(Path(path).read_bytes)


def writes(path: str) -> bool:
    return Path(path).write_text("x") > 0


def runs(*argv: str) -> bool:
    return subprocess.run(argv, capture_output=True, check=False, timeout=5).returncode == 0


def sees_a_canary() -> bool:
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if b"canary" in (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes():
                return folder.name != str(os.getpid())
    return False


def finds_a_socket() -> bool:
    for folder, below, files in os.walk("/"):
        below[:] = [name for name in below if name not in {"usr", "lib", "proc"}]
        if any(Path(folder, name).is_socket() for name in files):
            return True
    return False


def runs_what_it_wrote() -> bool:
    Path("run").write_text("#!/bin/sh\n")
    Path("run").chmod(0o755)
    return runs("./run")


def forks_without_end() -> bool:
    children = []
    with contextlib.suppress(OSError):
        for _ in range(200):
            if not (child := os.fork()):
                signal.pause()
            children.append(child)
    for child in children:
        os.kill(child, signal.SIGKILL)
    return bool(children)


def starts_threads_without_end() -> bool:
    threading.stack_size(64 << 20)
    hold, started = threading.Event(), []
    try:
        for _ in range(100):
            started.append(threading.Thread(target=hold.wait, daemon=True))
            started[-1].start()
    finally:
        hold.set()
    return True


def fills_the_disk() -> bool:
    with Path("big").open("wb") as file:
        return file.truncate(1 << 30) > 0


NAMESPACES: dict[str, Callable[[], bool]] = {
    "connect to the outer process": lambda: connects(socket.AF_INET, ("127.0.0.1", GIVEN["port"])),
    "connect to the internet": lambda: connects(socket.AF_INET, ("192.0.2.1", 443)),
    "resolve a name": lambda: bool(socket.getaddrinfo("github.com", 443)),
    "connect to an abstract socket": lambda: connects(socket.AF_UNIX, f"\0{GIVEN['abstract']}"),
    "connect to the docker socket": lambda: connects(socket.AF_UNIX, "/run/docker.sock"),
    "connect to it by its other name": lambda: connects(socket.AF_UNIX, "/var/run/docker.sock"),
    "connect to a socket of the outer process": lambda: connects(socket.AF_UNIX, GIVEN["socket"]),
    "find any socket": finds_a_socket,
    "run docker": lambda: runs("docker", "ps"),
    "run sudo": lambda: runs("sudo", "-n", "true"),
    "become root by a set-user-ID program": lambda: runs(*GIVEN["elevate"], "true"),
    "read another file": lambda: reads(GIVEN["secret"]),
    "read the passwords": lambda: reads("/etc/shadow"),
    "read the environment of others": sees_a_canary,
    "read the environment of the first process": lambda: reads("/proc/1/environ"),
    "open the memory of the first process": lambda: os.open("/proc/1/mem", os.O_RDONLY) > 0,
    "trace the first process": lambda: LIBC.ptrace(TRACE_ATTACH, 1, 0, 0) == 0,
    "signal the outer process": lambda: called(os.kill, GIVEN["pid"], 0),
    "mount something": lambda: LIBC.mount(b"x", b".", b"tmpfs", 0, None) == 0,
    "change the root": lambda: called(os.chroot, "."),
    "change the host name": lambda: LIBC.sethostname(b"x", 1) == 0,
    "load a device": lambda: called(os.mknod, "disk", 0o60600, os.makedev(254, 0)),
    "write to the root": lambda: writes("/x"),
    "write to the system": lambda: writes("/usr/x"),
    "write to the temporary folder": lambda: writes(f"/{'tmp'}/x"),
    "write to the input": lambda: writes(f"{GIVEN['input']}/x"),
    "write to this Python": lambda: writes(f"{sys.prefix}/x"),
    "write to a setting of the kernel": lambda: writes("/proc/sys/kernel/core_pattern"),
    "run what it wrote": runs_what_it_wrote,
}
LIMITS: dict[str, Callable[[], bool]] = {
    "open a socket": lambda: called(socket.socket, socket.AF_UNIX),
    "open a pair of sockets": lambda: called(socket.socketpair),
    "reach the host of the virtual machine": lambda: connects(socket.AF_VSOCK, (VSOCK_HOST, 1)),
    "start a program": lambda: runs("true"),
    "become another program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 - no shell is the point
    "fork without end": forks_without_end,
    "start threads without end": starts_threads_without_end,
    "make a user namespace": lambda: LIBC.unshare(NEW_USER_NAMESPACE) == 0,
    "take all memory": lambda: len(bytearray(8 << 30)) > 0,
    "fill the disk": fills_the_disk,
    "lift its limits": lambda: called(resource.setrlimit, resource.RLIMIT_AS, (-1, -1)),
}


def worked(attempts: dict[str, Callable[[], bool]]) -> Iterator[str]:
    for name, attempt in attempts.items():
        with contextlib.suppress(OSError, MemoryError, RuntimeError, ValueError):
            if attempt():
                yield name


if GIVEN["limits"]:
    sys.path.insert(0, GIVEN["root"])
    from release import sandbox

    sandbox.require_confined(tuple(os.environ))
    sandbox.limit_resources(memory=4 << 30, file_size=1 << 20, seconds=20)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
attempts = {**NAMESPACES, **LIMITS} if GIVEN["limits"] else NAMESPACES
if GIVEN["only"]:
    attempts = {name: {**NAMESPACES, **LIMITS}[name] for name in GIVEN["only"]}
done = list(worked(attempts))
Path("allowed").write_text("the output folder")
sys.stdout.write(json.dumps({"tried": list(attempts), "worked": done, "uid": os.getuid()}))
