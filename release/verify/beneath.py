"""Opening a file below a directory that is held open, through no link: two ways, one result.

Linux has one call for it, openat2 (5.6 and newer). Where it is not there, or a sandbox forbids it,
every component is opened by itself, each below the one before. Neither looks at a path twice, so
nothing can be put in place of what was looked at. Source: openat2(2), RESOLVE_BENEATH.
"""

import ctypes
import errno
import os
import sys
from collections.abc import Callable, Sequence

Opener = Callable[[int, Sequence[str]], int]
"""Takes the directory's descriptor and the components of a path; returns a descriptor."""

# O_NONBLOCK: opening a FIFO for reading must not wait for a writer.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC

_OPENAT2 = 437  # the same number on every architecture
_NO_MAGICLINKS, _NO_SYMLINKS, _BENEATH = 0x02, 0x04, 0x08
_UNAVAILABLE = (errno.ENOSYS, errno.EPERM, errno.EINVAL, errno.E2BIG)


class _How(ctypes.Structure):
    """`struct open_how` of openat2(2)."""

    _fields_ = (
        ("flags", ctypes.c_uint64),
        ("mode", ctypes.c_uint64),
        ("resolve", ctypes.c_uint64),
    )


def openat2(directory: int, parts: Sequence[str]) -> int:
    """Open the file in one call; raises OSError, NotImplementedError where there is none."""
    if not sys.platform.startswith("linux"):
        raise NotImplementedError("openat2 is a call of Linux")
    how = _How(flags=_FILE, mode=0, resolve=_BENEATH | _NO_SYMLINKS | _NO_MAGICLINKS)
    call = ctypes.CDLL(None, use_errno=True).syscall
    call.restype = ctypes.c_long
    path = ctypes.c_char_p("/".join(parts).encode())
    size = ctypes.c_size_t(ctypes.sizeof(how))
    found = int(call(_OPENAT2, ctypes.c_int(directory), path, ctypes.byref(how), size))
    if found >= 0:
        return found
    code = ctypes.get_errno()
    if code in _UNAVAILABLE:
        raise NotImplementedError(os.strerror(code))
    raise OSError(code, os.strerror(code))


def component_by_component(directory: int, parts: Sequence[str]) -> int:
    """Open each folder on the way below the one before, then the file; raises OSError."""
    held = directory
    try:
        for part in parts[:-1]:
            found = os.open(part, _FOLDER, dir_fd=held)
            if held != directory:
                os.close(held)
            held = found
        return os.open(parts[-1], _FILE, dir_fd=held)
    finally:
        if held != directory:
            os.close(held)


def open_beneath(directory: int, parts: Sequence[str]) -> int:
    """Open the file by the one call, or component by component where there is none."""
    try:
        return openat2(directory, parts)
    except NotImplementedError:
        return component_by_component(directory, parts)
