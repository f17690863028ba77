"""The page that says the quota is used up."""

from tests.rehearsal.hosts.drive_pages import QUOTA_PAGE


def mutate(_: bytes) -> bytes:
    return QUOTA_PAGE.encode()
