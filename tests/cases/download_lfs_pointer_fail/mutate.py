"""The pointer instead of what it points to."""

from tests.rehearsal.hosts.drive_pages import POINTER


def mutate(_: bytes) -> bytes:
    return POINTER.encode()
