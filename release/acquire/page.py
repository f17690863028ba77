"""What comes instead of a file: a service's page, a pointer, nothing. Recognised and named."""

from enum import Enum

from release.errors import ReleaseError, ServiceDownError, TryAgainLaterError

_START = 1 << 16
_WORDS = (
    ("QUOTA", (b"quota exceeded", b"too many users have viewed or downloaded")),
    ("NOTICE", (b"virus scan warning", b"download anyway")),
    ("LOGIN", (b"sign in", b"you need access", b"servicelogin")),
)
_POINTER = b"version https://git-lfs.github.com/spec/v1"


class Page(Enum):
    """The web pages that Drive and its neighbours answer with instead of a file."""

    QUOTA = "Drive's quota page"
    NOTICE = "Drive's virus-scan notice"
    LOGIN = "a login page"
    OTHER = "a web page"


_REMEDIES = {
    Page.NOTICE: "open the link in a browser, and hand the file over with --checkpoint",
    Page.LOGIN: "check that upstream still shares the file with everybody",
    Page.OTHER: "open the link in a browser and see what it says",
}


def page_in(data: bytes, *, media_type: str = "") -> Page | None:
    """Return which web page `data` is, by its type or its first bytes; None when it is none."""
    start = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if media_type != "text/html" and not start.startswith((b"<!doctype html", b"<html")):
        return None
    text = data[:_START].lower()
    found = (name for name, words in _WORDS if any(word in text for word in words))
    return Page[next(found, "OTHER")]


def page_error(page: Page, *, url: str) -> ReleaseError:
    """Return the error of a service that answered with `page`: wait for quota (75), else 69."""
    problem = f"{url} answered with {page.value}"
    if page is Page.QUOTA:
        return TryAgainLaterError(
            problem,
            expected="the file",
            remedy="run the job again in 24 hours, or take another way: --from drop",
        )
    return ServiceDownError(problem, expected="the file", remedy=_REMEDIES[page])


def description(data: bytes) -> str | None:
    """Return what `data` is when it is certainly no checkpoint, in words; None when it may be."""
    if not data:
        return "empty"
    if data.startswith(_POINTER):
        return "a Git LFS pointer"
    page = page_in(data)
    return page.value if page else None
