"""What Google Drive answers when it does not give the file, as data.

The pages are written anew after the forms that Drive shows; what a program can recognise them by
(titles, the form with its hidden fields) is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.rehearsal.hosts.exchange import Response
from tests.rehearsal.hosts.faults import corrupt

_HTML = "text/html; charset=utf-8"
_LOGIN = "https://accounts.google.com/ServiceLogin?service=wise&passive=1209600&continue="

QUOTA_PAGE = """<!DOCTYPE html><html><head><title>Google Drive - Quota exceeded</title></head><body>
<p class="uc-error-caption">Sorry, you can't view or download this file at this time.</p>
<p class="uc-error-subcaption">Too many users have viewed or downloaded this file recently.</p>
</body></html>"""

LOGIN_PAGE = """<!doctype html><html lang="en"><head><title>Sign in - Google Accounts</title></head>
<body><form action="/ServiceLogin"><h1>Sign in</h1></form></body></html>"""

GONE_PAGE = """<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title>
<p>The requested URL was not found on this server.</html>"""

SORRY_PAGE = "<html><head><title>Sorry...</title></head><body>unusual traffic</body></html>"

POINTER = """version https://git-lfs.github.com/spec/v1
oid sha256:e7567cde013fb64813973ce6e1ecc25a80c05c3ca7adbc5a54f3c3d90991b854
size 4683258
"""


UUID = "12345678-90ab-cdef-1234-567890abcdef"
_DOWNLOAD = "https://drive.usercontent.google.com/download"


def notice_page(file_id: str, *, action: str = _DOWNLOAD) -> str:
    """Return the virus-scan notice for `file_id`, whose button leads to `action`."""
    return f"""<!DOCTYPE html><html><head><title>Google Drive - Virus scan warning</title></head>
<body><p class="uc-warning-caption">Google Drive can't scan this file for viruses.</p>
<form id="download-form" action="{action}" method="get">
<input type="submit" id="uc-download-link" value="Download anyway"/>
<input type="hidden" name="id" value="{file_id}">
<input type="hidden" name="export" value="download">
<input type="hidden" name="confirm" value="t"><input type="hidden" name="uuid" value="{UUID}">
</form></body></html>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One way in which Drive fails, and how it must be refused: exit code, and words of the line.

    `answer` makes the answer from the file's id and bytes, `seconds` late.
    """

    code: int
    says: str
    answer: Callable[[str, bytes], Response]
    seconds: float = 0.0


def _page(text: str, status: int = 200) -> Callable[[str, bytes], Response]:
    return lambda *_: Response.text(status, text, _HTML)


def _bytes(change: Callable[[bytes], bytes]) -> Callable[[str, bytes], Response]:
    return lambda _, data: Response.data(change(data))


def _notice(file_id: str, _: bytes) -> Response:
    return Response.text(200, notice_page(file_id), _HTML)


def _foreign_notice(file_id: str, _: bytes) -> Response:
    return Response.text(200, notice_page(file_id, action="https://drive.example/download"), _HTML)


def _login(file_id: str, _: bytes) -> Response:
    return Response.redirect(f"{_LOGIN}{file_id}")


def _truncated(_: str, data: bytes) -> Response:
    """Promise the whole and hang up half way; the status is 200."""
    headers = {"Content-Type": "application/octet-stream", "Content-Length": str(len(data))}
    return Response(status=200, headers=headers, body=data[: len(data) // 2])


FAILURES: Mapping[str, Failure] = {
    "quota page": Failure(code=75, says="quota page", answer=_page(QUOTA_PAGE)),
    "quota page, 403": Failure(code=75, says="quota page", answer=_page(QUOTA_PAGE, 403)),
    "notice for ever": Failure(code=69, says="virus-scan notice", answer=_notice),
    "notice that leads away": Failure(code=69, says="virus-scan notice", answer=_foreign_notice),
    "login page": Failure(code=69, says="login page", answer=_page(LOGIN_PAGE)),
    "login redirect": Failure(code=69, says="login page", answer=_login),
    "another page": Failure(code=69, says="web page", answer=_page(SORRY_PAGE)),
    "gone": Failure(code=10, says="not there", answer=_page(GONE_PAGE, 404)),
    "too many requests": Failure(
        code=75, says="limits requests", answer=lambda *_: Response.text(429, "slow down")
    ),
    "pointer": Failure(code=20, says="Git LFS pointer", answer=_bytes(lambda _: POINTER.encode())),
    "empty": Failure(code=20, says="empty", answer=_bytes(lambda _: b"")),
    "short": Failure(code=20, says="too short", answer=_bytes(lambda data: data[:-1])),
    "long": Failure(code=20, says="too long", answer=_bytes(lambda data: data + b"\0")),
    "wrong file": Failure(code=20, says="another file", answer=_bytes(corrupt)),
    "truncated with 200": Failure(code=69, says="bytes came", answer=_truncated),
    "slow": Failure(code=69, says="too slow", answer=_bytes(bytes), seconds=1.0),
}
"""Name → failure. A new one is a line here; tests and the scenario `intake` go through all."""
