"""The login page."""

from tests.rehearsal.hosts.drive_pages import LOGIN_PAGE


def mutate(_: bytes) -> bytes:
    return LOGIN_PAGE.encode()
