"""Run a command whose first socket is its death: `python3 -I -S no_sockets.py COMMAND …`.

The kernel kills whatever asks it for one, in whatever way (SIGSYS), and so does it with every
process the command starts. A command that ends well has opened none, and tried none. Linux on
x86-64; source: kernel.org, "Seccomp BPF"; linux/filter.h.
"""

import ctypes
import os
import struct
import sys

_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_KILL_PROCESS, _ALLOW = 0x80000000, 0x7FFF0000
_NUMBER, _ARCHITECTURE, _X86_64 = 0, 4, 0xC000003E
_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2
# socket, connect, socketpair, io_uring_setup (which can open sockets of its own)
_CALLS = (41, 42, 53, 425)
_X32 = 0x40000000  # the same calls under other numbers


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def forbid() -> None:
    """Make every further socket of this process and its children fatal; exits if it cannot."""
    kill = (_RETURN, 0, 0, _KILL_PROCESS)
    lines = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, _X86_64), kill, (_LOAD, 0, 0, _NUMBER)]
    for number in (*_CALLS, *(_X32 | call for call in _CALLS)):
        lines += [(_EQUAL, 0, 1, number), kill]
    code = b"".join(struct.pack("=HBBI", *line) for line in (*lines, (_RETURN, 0, 0, _ALLOW)))
    program, libc, zero = _Program(len(code) // 8, code), ctypes.CDLL(None), ctypes.c_ulong(0)
    if libc.prctl(_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero):
        sys.exit("no_new_privs was refused")
    if libc.prctl(_SET_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.byref(program), zero, zero):
        sys.exit("the kernel takes no filter of calls")


if __name__ == "__main__":
    forbid()
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 # no shell is the point
