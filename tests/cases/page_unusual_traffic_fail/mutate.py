"""The page about unusual traffic."""

from tests.rehearsal.hosts.drive_pages import SORRY_PAGE


def mutate(_: bytes) -> bytes:
    return SORRY_PAGE.encode()
