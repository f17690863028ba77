"""A web page that came instead of a file: recognised and named."""

from release.download import Fetched
from release.errors import ReleaseError, ServiceDownError, TryAgainLaterError

_START = 1 << 16
_QUOTA = (b"quota exceeded", b"too many users have viewed or downloaded")
_NOTICE = (b"virus scan warning", b"download anyway")
_LOGIN = (b"sign in", b"you need access", b"servicelogin")


def is_page(fetched: Fetched) -> bool:
    """Tell whether the answer is HTML, by its type or by its first bytes."""
    start = fetched.data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return fetched.media_type == "text/html" or start.startswith((b"<!doctype html", b"<html"))


def page_error(fetched: Fetched) -> ReleaseError:
    """Return the error that says which page came: quota, scan notice, login, or another."""
    text = fetched.data[:_START].lower()
    if any(mark in text for mark in _QUOTA):
        return TryAgainLaterError(
            f"{fetched.url} answered with Drive's quota page",
            expected="the file",
            remedy="run the job again in 24 hours, or drop the checkpoint as a contributor",
        )
    if any(mark in text for mark in _NOTICE):
        return _other(
            fetched, "Drive's virus-scan notice", "report that confirm=t skips it no more"
        )
    if any(mark in text for mark in _LOGIN):
        return _other(fetched, "a login page", "check that upstream still shares the file")
    return _other(fetched, "a web page", "open the link in a browser and see what it says")


def _other(fetched: Fetched, what: str, remedy: str) -> ServiceDownError:
    return ServiceDownError(
        f"{fetched.url} answered with {what}", expected="the file", remedy=remedy
    )
