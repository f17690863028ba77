"""Drive's virus-scan notice: its form, followed only where it leads to the same file."""

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

from release.acquire.source import DRIVE_HOSTS

_FORM = "download-form"
_LIMIT = 1 << 16
_FIELDS = frozenset({"id", "export", "authuser", "confirm", "uuid", "at", "resourcekey"})
_VALUE = re.compile(r"[A-Za-z0-9_.:-]{0,200}")


class _Form(HTMLParser):
    """Collects the action and the hidden fields of the one form that downloads."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: list[tuple[str, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = values.get("id") == _FORM and not self.action
            self.action = values.get("action", "") if self._inside else self.action
        elif tag == "input" and self._inside and values.get("type") == "hidden":
            self.fields.append((values.get("name", ""), values.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"


def confirmed(page: bytes, *, drive_id: str) -> str | None:
    """Return the address that the notice's button leads to, or None when it is not to be trusted.

    Trusted is one form, to a download address of Drive over https, with known fields that look
    harmless and name the file `drive_id`.
    """
    form = _Form()
    form.feed(page[:_LIMIT].decode(errors="replace"))
    fields = dict(form.fields)
    known = len(fields) == len(form.fields) and fields.keys() <= _FIELDS
    harmless = all(_VALUE.fullmatch(value) for value in fields.values())
    if known and harmless and fields.get("id") == drive_id and _of_drive(form.action):
        return f"{form.action}?{urlencode(fields)}"
    return None


def _of_drive(action: str) -> bool:
    hosts = tuple(f"https://{host}" for host in DRIVE_HOSTS)
    return action in {f"{host}{path}" for host in hosts for path in ("/download", "/uc")}
