"""The page, after what browsers skip."""

from tests.rehearsal.hosts.drive_pages import SORRY_PAGE


def mutate(_: bytes) -> bytes:
    return b"\xef\xbb\xbf\r\n \t" + SORRY_PAGE.encode()
