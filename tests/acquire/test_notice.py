"""Drive's virus-scan notice: its form is followed where it leads to the same file, else not."""

import pytest

from release.acquire.notice import confirmed
from release.acquire.page import Page, description, page_in
from tests.rehearsal.hosts.drive_pages import (
    GONE_PAGE,
    LOGIN_PAGE,
    POINTER,
    QUOTA_PAGE,
    SORRY_PAGE,
    UUID,
    notice_page,
)

FILE = "1rbSTGKAE-MTxBYHd-51l2hMOQPT_7EPy"
GOOD = notice_page(FILE)
DOWNLOAD = "https://drive.usercontent.google.com/download"


def test_the_form_of_the_notice_leads_to_the_file() -> None:
    url = confirmed(GOOD.encode(), drive_id=FILE)
    assert url == f"{DOWNLOAD}?id={FILE}&export=download&confirm=t&uuid={UUID}"


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (DOWNLOAD, "https://evil.example/download"),
        (DOWNLOAD, "https://drive.usercontent.google.com.evil.example/download"),
        (DOWNLOAD, "https://user@drive.usercontent.google.com/download"),
        (DOWNLOAD, "http://drive.usercontent.google.com/download"),
        (DOWNLOAD, "https://drive.usercontent.google.com/download/../logout"),
        (DOWNLOAD, f"{DOWNLOAD}?id=other"),
        (DOWNLOAD, "javascript:alert(1)"),
        (DOWNLOAD, ""),
        (FILE, "1another-file"),
        (UUID, "a&amp;id=other"),
        (UUID, "a b"),
        (UUID, "a" * 201),
        ('name="uuid"', 'name="next"'),
        ('name="uuid"', 'name="id"'),
        ("download-form", "another-form"),
    ],
)
def test_a_form_that_leads_anywhere_else_is_not_followed(good: str, bad: str) -> None:
    page = GOOD.replace(good, bad)
    assert page != GOOD
    assert confirmed(page.encode(), drive_id=FILE) is None


@pytest.mark.parametrize("page", [b"", b"<html>", b"\xff\xfe<form", b"<form " * 20000])
def test_a_page_without_the_form_leads_nowhere(page: bytes) -> None:
    assert confirmed(page, drive_id=FILE) is None


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (QUOTA_PAGE, Page.QUOTA),
        (GOOD, Page.NOTICE),
        (LOGIN_PAGE, Page.LOGIN),
        (GONE_PAGE, Page.OTHER),
        (SORRY_PAGE, Page.OTHER),
        ("\ufeff\r\n" + QUOTA_PAGE, Page.QUOTA),
        ("PK\x03\x04 <html>", None),
        ("", None),
    ],
)
def test_a_page_is_recognised_by_its_first_bytes(text: str, page: Page | None) -> None:
    assert page_in(text.encode()) is page


def test_a_page_is_recognised_by_its_type() -> None:
    assert page_in(b"quota exceeded", media_type="text/html") is Page.QUOTA


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (POINTER.encode(), "a Git LFS pointer"),
        (QUOTA_PAGE.encode(), "Drive's quota page"),
        (b"PK\x03\x04", None),
    ],
)
def test_what_is_no_checkpoint_is_described(data: bytes, what: str | None) -> None:
    assert description(data) == what
