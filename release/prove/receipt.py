"""The licence receipt, rendered from its parts: each answers for one clause of the licence."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from release.export.metadata import CHANGES
from release.licence import ABSENT
from release.pin import Pin

LICENCE_FILE = "LICENSE"
"""Upstream's licence text, among the pinned files."""

_WIDTH = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of the receipt, and the clause of Apache-2.0 that asks for it.

    `carries` names the upstream file whose text it ends with, if there is one.
    """

    clause: str
    what: str
    data: bytes
    carries: str = ""


def parts(pin: Pin, files: Mapping[str, bytes]) -> tuple[Part, ...]:
    """Return the receipt of `pin` in order; `files` are the pinned upstream files by path.

    The text of the licence, and of a NOTICE that upstream has, stand in it byte for byte.
    """
    return (
        _part("4(a)", "introduction", _introduction(pin)),
        _part("4(c)", "attribution", _attribution(pin)),
        _part("1", "evidence that the weights are under the licence", _weights(pin)),
        _notice(pin, files),
        _part("4(b)", "statement of changes", _changes()),
        _licence(files),
    )


def render(pin: Pin, files: Mapping[str, bytes]) -> bytes:
    """Return the whole receipt."""
    return b"".join(part.data for part in parts(pin, files))


def _introduction(pin: Pin) -> str:
    title = f"Licence receipt of the {pin.model} mirror"
    return f"{title}\n{'=' * len(title)}\n\n" + _filled(
        f"This file travels with every file of a {pin.model} mirror release. It holds what the "
        "Apache License, Version 2.0, section 4 asks of whoever passes the work on: a copy of the "
        "licence (a), a statement of changes (b), attribution (c), and the NOTICE status (d)."
    )


def _attribution(pin: Pin) -> str:
    licence = pin.licence
    lines = (
        f"Work: {licence.work}",
        f"Upstream repository: {pin.upstream.url}",
        f"Upstream commit: {pin.upstream.commit}",
        f"Licence: {licence.spdx}, {licence.url}",
        f"Authors: {licence.authors}",
        f"Paper: {licence.paper}",
    )
    holder = _filled(
        "Upstream's LICENSE file names no year and no copyright holder: that line of it is the "
        "template's. So none is named here, and the authors are those of the paper."
    )
    return _headed("Attribution", "".join(map(_hanging, lines)) + "\n" + holder)


def _weights(pin: Pin) -> str:
    licence = pin.licence
    source = f"Source: {licence.evidence}\n"
    body = f"{_filled(licence.weights)}{source}\n{_filled(licence.training_data)}"
    return _headed("Licence of the weights", body)


def _notice(pin: Pin, files: Mapping[str, bytes]) -> Part:
    path, what = pin.licence.notice, "NOTICE status"
    if path == ABSENT:
        said = "The upstream repository has no NOTICE file at this commit, so none is passed on."
        return _part("4(d)", what, _headed("NOTICE", _filled(said)))
    heading = _headed("NOTICE", _filled(f"The text of upstream's file {path}, whole:") + "\n")
    return Part(clause="4(d)", what=what, data=heading.encode() + files[path], carries=path)


def _changes() -> str:
    verbatim = "The checkpoint (.pth) is passed on as the authors published it: byte for byte."
    derived = "The ONNX file (.onnx) is a derived work, and carries this notice itself:"
    return _headed("Statement of changes", f"{verbatim}\n\n{derived}\n{_filled(CHANGES)}")


def _licence(files: Mapping[str, bytes]) -> Part:
    heading = _headed(f"Full text of the licence, as upstream's {LICENCE_FILE} file has it", "")
    data = heading.encode() + files[LICENCE_FILE]
    return Part(clause="4(a)", what="text of the licence", data=data, carries=LICENCE_FILE)


def _part(clause: str, what: str, text: str) -> Part:
    return Part(clause=clause, what=what, data=text.encode())


def _headed(heading: str, body: str) -> str:
    return f"\n\n{heading}\n{'-' * len(heading)}\n\n{body}"


def _filled(text: str) -> str:
    return textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False) + "\n"


def _hanging(text: str) -> str:
    return (
        textwrap.fill(
            text, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
        + "\n"
    )
