"""A filter on system calls: no process, no program, no socket, no new right from here on.

It closes what namespaces leave open: sockets that know no network namespace (AF_VSOCK reaches the
host of a virtual machine), nested user namespaces, and processes without number, for a limit of
processes does not hold for root. Source: kernel.org, "Seccomp BPF"; linux/filter.h, linux/audit.h.
"""

import ctypes
import errno
import platform
import struct
from dataclasses import dataclass

from release.errors import MissingToolError

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_KILL, _ALLOW, _REFUSE = 0x80000000, 0x7FFF0000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_THREAD = 0x00010000  # CLONE_THREAD: a thread is no process
_FOREIGN_NUMBERS = 0x40000000  # the x32 calls of x86-64
_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Machine:
    """The numbers of one processor architecture, from its asm/unistd.h."""

    audit: int
    clone: int
    clone3: int
    refused: tuple[int, ...]


_MACHINES = {
    "x86_64": _Machine(
        audit=0xC000003E,
        clone=56,
        clone3=435,
        # fork vfork execve execveat · socket socketpair io_uring_setup · ptrace mount umount
        # pivot_root chroot unshare setns · bpf perf_event_open userfaultfd · keys
        refused=(
            *(57, 58, 59, 322, 41, 53, 425, 101, 165, 166, 155, 161, 272, 308),
            *(321, 298, 323, 248, 249, 250),
        ),
    ),
    "aarch64": _Machine(
        audit=0xC00000B7,
        clone=220,
        clone3=435,
        refused=(
            *(221, 281, 198, 199, 425, 117, 40, 39, 41, 51, 97, 268),
            *(280, 241, 282, 217, 218, 219),
        ),
    ),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def forbid() -> None:
    """Refuse these calls to this process from now on, with EPERM; it cannot be undone.

    Raises MissingToolError on another processor than x86-64 or arm64, or without seccomp.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        raise _unsupported(f"the processor {platform.machine()} has no list of calls")
    code = _program(machine)
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    if libc.prctl(_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero):
        raise _unsupported("the process may still gain rights")
    if libc.prctl(_SET_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.byref(program), zero, zero):
        raise _unsupported("the kernel takes no filter of calls")


def _program(machine: _Machine) -> bytes:
    """Return the filter: jumps count from the next instruction."""
    refuse = (_RETURN, 0, 0, _REFUSE | errno.EPERM)
    # The C library falls back to clone, whose flags a filter can read.
    absent = (_RETURN, 0, 0, _REFUSE | errno.ENOSYS)
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _FOREIGN_NUMBERS),
        refuse,
        (_EQUAL, 0, 1, machine.clone3),
        absent,
    ]
    for number in machine.refused:
        lines += [(_EQUAL, 0, 1, number), refuse]
    lines += [
        (_EQUAL, 0, 3, machine.clone),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_ANY_BIT, 1, 0, _THREAD),
        refuse,
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _unsupported(problem: str) -> MissingToolError:
    return MissingToolError(
        f"system calls cannot be filtered: {problem}",
        expected="Linux on x86-64 or arm64, with seccomp",
        remedy="run the job on such a machine",
    )
