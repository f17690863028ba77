"""The notice with its button."""

from tests.rehearsal.hosts.drive_pages import notice_page


def mutate(_: bytes) -> bytes:
    return notice_page("1rbSTGKAE").encode()
