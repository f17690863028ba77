"""The licence, clause by clause: is it the one we know, and does the receipt fulfil it.

Source: apache.org/licenses/LICENSE-2.0, section 4 (a) to (d). Every refusal names its clause.
"""

from collections.abc import Mapping
from itertools import pairwise

from release.artifact import Artifact, Digest
from release.errors import LicenceError
from release.export.metadata import CHANGES
from release.licence import ABSENT, is_notice
from release.pin import Pin
from release.prove.receipt import LICENCE_FILE, parts

RECEIPT_LIMIT = 1 << 20
TEXTS = {
    "Apache-2.0": Digest("c71d239df91726fc519c6eb72d318ec65820627232b2f796219e87dcf35d0ab4"),
}
"""The licences we know how to fulfil, each by its one text: the template that GitHub hands out."""

_TITLE = b"Apache License\n"
_BODY = (b"TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION", b"4. Redistribution.")
_APPENDIX = b"APPENDIX: How to apply the Apache License to your work."


def require_receipt(receipt: bytes, files: Mapping[str, bytes], pin: Pin) -> None:
    """Refuse a licence receipt that does not fulfil Apache-2.0 section 4; raises LicenceError.

    `files` are the pinned upstream files by path. The receipt must be, to the byte, what pin and
    upstream's texts make: its licence is checked first, then each part in order.
    """
    require_text(files.get(LICENCE_FILE, b""), pin)
    require_notice_status(files, pin)
    rest = receipt
    for part in parts(pin, files):
        if not rest.startswith(part.data):
            line = _first_difference(rest, part.data)
            raise _refused(part.clause, f"the {part.what} of the receipt differs at {line}")
        rest = rest.removeprefix(part.data)
    if rest:
        raise _refused("4(a)", "the receipt goes on after the text of the licence")


def require_carried(receipt: bytes, pin: Pin) -> None:
    """Refuse what `require_receipt` refuses, with upstream's texts taken from the receipt itself.

    For those who have a release and nothing of upstream; each text must have the digest of the pin.
    """
    files: dict[str, bytes] = dict.fromkeys((LICENCE_FILE, *({pin.licence.notice} - {ABSENT})), b"")
    frame = parts(pin, files)
    for before, after in pairwise((*frame, None)):
        if before is not None and before.carries:
            rest = receipt.partition(before.data)[2]
            files[before.carries] = rest.partition(after.data)[0] if after else rest
    require_text(files[LICENCE_FILE], pin)
    for file in pin.upstream.files:
        if file.path in files:
            Artifact.of(file.path, files[file.path]).require(file.digest, source="the pin")
    require_receipt(receipt, files, pin)


def require_text(licence: bytes, pin: Pin) -> None:
    """Refuse upstream's licence file if it is not the one text we know, whole; clause 4(a)."""
    known = TEXTS.get(pin.licence.spdx)
    if known is None or Digest.of(licence) != known:
        raise _refused("4(a)", f"upstream's {LICENCE_FILE} {_what_is_wrong(licence)}")


def require_notice_status(files: Mapping[str, bytes], pin: Pin) -> None:
    """Refuse a pin whose word on NOTICE does not fit the files it names; clause 4(d)."""
    named = {path for path in files if is_notice(path)}
    said = {pin.licence.notice} - {ABSENT}
    if said != named:
        odd = min(said ^ named)
        raise _refused(
            "4(d)", f"the pin says of NOTICE {pin.licence.notice!r}, but {odd!r} differs"
        )


def require_change_notice(properties: Mapping[str, str]) -> None:
    """Refuse a graph that does not say itself that it was changed; clause 4(b)."""
    if properties.get("changes") != CHANGES:
        raise _refused("4(b)", "the graph's metadata lacks the statement of changes")


def _what_is_wrong(licence: bytes) -> str:
    """Return what keeps `licence` from being the known text, for a person."""
    if not licence:
        return "is missing or empty"
    if licence.startswith(b"\xef\xbb\xbf"):
        return "begins with a byte order mark"
    if b"\r" in licence:
        return "has carriage returns"
    if not licence.lstrip().startswith(_TITLE) or not all(words in licence for words in _BODY):
        return "is another licence"
    if _APPENDIX not in licence:
        return "lacks the appendix"
    return "is not the text we know, though it resembles it"


def _first_difference(found: bytes, wanted: bytes) -> str:
    pairs = zip(found.splitlines(), wanted.splitlines(), strict=False)
    return next((f"the line {there[:60]!r}" for there, line in pairs if there != line), "its end")


def _refused(clause: str, problem: str) -> LicenceError:
    return LicenceError(
        f"clause {clause}: {problem}",
        expected="upstream's licence, attribution, NOTICE status and statement of changes",
        remedy="run scripts/licence.py --write, and review what it changed",
    )
