"""What came instead of the checkpoint: a stand-in for the pinned bytes, and what judges."""

from functools import cache

from release.acquire.content import require
from release.acquire.notice import confirmed
from release.acquire.page import Page, page_error, page_in
from release.acquire.source import Source, sources
from tests.pinned import Pinned, pinned
from tests.rehearsal.hosts.drive_pages import notice_page


@cache
def _pinned() -> Pinned:
    return pinned(b"PK" + bytes(range(256)) * 1000)


def _source() -> Source:
    return sources(_pinned().pin)[0]


def whole() -> bytes:
    """Return the pinned bytes."""
    return _pinned().checkpoint


def judge(data: bytes) -> None:
    """Raise what acquire raises when `data` came by any of its ways."""
    require(_source(), data)


def notice() -> bytes:
    """Return Drive's virus-scan notice for the pinned file."""
    return notice_page(_pinned().pin.checkpoint.drive_id).encode()


def judge_page(data: bytes) -> None:
    """Raise what acquire raises when Drive answers with the page `data`, unless it is followed."""
    page = page_in(data)
    assert page is not None
    followed = confirmed(data, drive_id=_pinned().pin.checkpoint.drive_id)
    if page is not Page.NOTICE or followed is None:
        raise page_error(page, url=_source().url)
