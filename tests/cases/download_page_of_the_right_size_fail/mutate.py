"""The page and spaces."""

from tests.rehearsal.hosts.drive_pages import QUOTA_PAGE


def mutate(good: bytes) -> bytes:
    return QUOTA_PAGE.encode().ljust(len(good))
