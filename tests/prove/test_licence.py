"""The licence receipt: every line of it counts, and a refusal names the clause."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from release.artifact import Digest
from release.canonical import load
from release.errors import DigestMismatchError, InvalidRecordError, LicenceError
from release.export.metadata import CHANGES, metadata
from release.licence import Licence, is_notice
from release.pin import Pin, PinnedFile
from release.prove.licence import (
    TEXTS,
    require_carried,
    require_change_notice,
    require_notice_status,
    require_receipt,
    require_text,
)
from release.prove.receipt import LICENCE_FILE, parts, render
from release.shape import Table
from tests.export.installed import installed_python
from tests.pinned import ROOT, receipt, synthetic

TEXT = (ROOT / LICENCE_FILE).read_bytes()
FILES = {**synthetic().files, LICENCE_FILE: TEXT}
PIN = synthetic().pin
NOTICE_TEXT = b"U-2-Net\nCopyright 2020 somebody\n"

Change = Callable[[bytes], bytes]
LINES = receipt().splitlines(keepends=True)


def with_licence(**changes: str) -> Pin:
    table = Table({**PIN.licence.fields(), **changes}, path="licence")
    return replace(PIN, licence=Licence.read(table))


def clause(pin: Pin, data: bytes) -> str:
    """Return the clause that the receipt `data` is refused with."""
    with pytest.raises(LicenceError) as refused:
        require_receipt(data, FILES, pin)
    return refused.value.problem.split(":")[0]


def test_the_receipt_in_the_tree_is_what_its_parts_make() -> None:
    assert receipt() == render(PIN, FILES)
    require_receipt(receipt(), FILES, PIN)


def test_each_clause_of_section_four_has_a_part() -> None:
    assert {part.clause for part in parts(PIN, FILES)} == {"1", "4(a)", "4(b)", "4(c)", "4(d)"}


def test_the_receipt_holds_the_licence_whole_and_the_notice_of_the_graph_word_for_word() -> None:
    assert receipt().endswith(TEXT)
    assert CHANGES in " ".join(receipt().decode().split())
    assert metadata(PIN)["changes"] == CHANGES


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"",
        lambda line: line + line,
        lambda line: line.rstrip(b"\n") + b" \n",
        lambda line: line.rstrip(b"\n") + b"\r\n",
        lambda line: b"x" + line,
        lambda line: b"\n" + line,
    ],
    ids=["removed", "doubled", "blank at its end", "CRLF", "letter before it", "line before it"],
)
def test_a_receipt_with_one_line_changed_is_refused_whichever_it_is(change: Change) -> None:
    for number, line in enumerate(LINES):
        changed = b"".join([*LINES[:number], change(line), *LINES[number + 1 :]])
        assert clause(PIN, changed).startswith("clause "), line


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"travels with every file", b"travels with some files", "4(a)"),
        (b"Upstream commit: ac7e", b"Upstream commit: bc7e", "4(c)"),
        (b"Authors: Xuebin", b"Authors: X", "4(c)"),
        (b"Paper: U^2-Net", b"Paper: Other", "4(c)"),
        (b"Licence: Apache-2.0", b"Licence: MIT", "4(c)"),
        (b"issues/208", b"issues/209", "1"),
        (b"trained on DUTS", b"trained on nothing", "1"),
        (b"has no NOTICE file", b"has a NOTICE file", "4(d)"),
        (b"No weight was retrained", b"Weights were retrained", "4(b)"),
        (b"byte for byte", b"more or less", "4(b)"),
        (b"TERMS AND CONDITIONS FOR", b"TERMS AND CONDITION FOR", "4(a)"),
    ],
)
def test_a_receipt_one_phrase_away_is_refused_by_clause(
    old: bytes, new: bytes, expected: str
) -> None:
    assert receipt().count(old) >= 1
    assert clause(PIN, receipt().replace(old, new)) == f"clause {expected}"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"url": "https://example.org/licence"}, "4(c)"),
        ({"work": "Another work"}, "4(c)"),
        ({"authors": "Somebody Else"}, "4(c)"),
        ({"paper": "Another paper"}, "4(c)"),
        ({"weights": "Nobody asked."}, "1"),
        ({"evidence": "https://github.com/xuebinqin/U-2-Net/issues/1"}, "1"),
        ({"training_data": "All is well."}, "1"),
        ({"notice": "NOTICE"}, "4(d)"),
        ({"spdx": "MIT"}, "4(a)"),
    ],
)
def test_a_pin_that_says_something_else_is_refused_by_clause(
    changes: dict[str, str], expected: str
) -> None:
    assert clause(with_licence(**changes), receipt()) == f"clause {expected}"


def test_a_receipt_for_another_commit_is_refused() -> None:
    pin = replace(PIN, upstream=replace(PIN.upstream, commit="b" * 40))
    assert clause(pin, receipt()) == "clause 4(c)"


@pytest.mark.parametrize("more", [b"\n", b"MIT License\n", TEXT])
def test_a_receipt_that_goes_on_is_refused(more: bytes) -> None:
    assert clause(PIN, receipt() + more) == "clause 4(a)"


@pytest.mark.parametrize("name", ["NOTICE", "NOTICE.txt", "notice.md", "NOTICES", "Notice-2.rst"])
def test_a_notice_is_known_by_any_of_its_names(name: str) -> None:
    assert is_notice(name)
    assert is_notice(f"model/{name}")


@pytest.mark.parametrize("name", ["LICENSE", "noticed.txt", "model/u2net.py", "NOTICE/readme"])
def test_other_files_are_no_notice(name: str) -> None:
    assert not is_notice(name)


def test_a_notice_that_upstream_has_is_carried_whole() -> None:
    pin, files = with_licence(notice="NOTICE.txt"), {**FILES, "NOTICE.txt": NOTICE_TEXT}
    written = render(pin, files)
    require_receipt(written, files, pin)
    assert NOTICE_TEXT in written
    with pytest.raises(LicenceError, match=r"4\(d\)"):
        require_receipt(written.replace(NOTICE_TEXT, b""), files, pin)


def test_a_stranger_checks_the_receipt_with_nothing_of_upstream() -> None:
    require_carried(receipt(), PIN)
    with pytest.raises(LicenceError, match=r"4\(c\)"):
        require_carried(receipt().replace(b"Xuebin", b"Somebody", 1), PIN)
    with pytest.raises(LicenceError, match=r"4\(a\)"):
        require_carried(receipt().replace(b"TERMS AND CONDITIONS", b"TERMS", 1), PIN)


def test_a_stranger_checks_a_notice_that_is_carried() -> None:
    file = PinnedFile(path="NOTICE", digest=Digest.of(NOTICE_TEXT))
    said = with_licence(notice="NOTICE")
    pin = replace(said, upstream=replace(said.upstream, files=(*said.upstream.files, file)))
    written = render(pin, {**FILES, "NOTICE": NOTICE_TEXT})
    require_carried(written, pin)
    with pytest.raises(DigestMismatchError):
        require_carried(written.replace(NOTICE_TEXT, NOTICE_TEXT.upper()), pin)


@pytest.mark.parametrize("said", ["absent", "NOTICE", "OTHER.md"])
def test_a_pinned_notice_that_the_pin_denies_or_misnames_is_refused(said: str) -> None:
    with pytest.raises(LicenceError, match=r"4\(d\)"):
        require_notice_status({**FILES, "NOTICE.md": NOTICE_TEXT}, with_licence(notice=said))


@pytest.mark.parametrize("properties", [{}, {"changes": CHANGES[:-1]}, {"note": CHANGES}])
def test_a_graph_that_does_not_state_its_changes_is_refused(properties: dict[str, str]) -> None:
    require_change_notice(metadata(PIN))
    with pytest.raises(LicenceError, match=r"4\(b\)"):
        require_change_notice(properties)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda _: b"", "missing"),
        (lambda t: b"\xef\xbb\xbf" + t, "byte order mark"),
        (lambda t: t.replace(b"\n", b"\r\n"), "carriage returns"),
        (lambda t: t[: t.index(b"   APPENDIX")], "appendix"),
        (lambda t: t.replace(b"Apache License", b"Other License"), "another licence"),
        (
            lambda _: b"This is not under the Apache License, Version 2.0, but under MPL.\n",
            "another",
        ),
        (lambda t: t.replace(b"non-exclusive", b"exclusive", 1), "resembles"),
        (lambda t: t + b"\n", "resembles"),
        (lambda t: t.replace(b"[yyyy]", b"2020"), "resembles"),
    ],
)
def test_a_licence_one_step_from_the_known_text_is_refused_by_reason(
    change: Change, reason: str
) -> None:
    require_text(TEXT, PIN)
    with pytest.raises(LicenceError, match=r"^clause 4\(a\)") as refused:
        require_text(change(TEXT), PIN)
    assert reason in refused.value.problem


def test_the_known_text_is_the_one_that_the_pin_names() -> None:
    named = {file.path: file.digest for file in PIN.upstream.files}
    assert TEXTS[PIN.licence.spdx] == named[LICENCE_FILE] == Digest.of(TEXT)


@pytest.mark.parametrize(
    "changes",
    [{"authors": "two\nlines"}, {"work": ""}, {"paper": " blank"}, {"url": "http://plain.org"}],
)
def test_a_field_that_would_break_the_receipt_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(InvalidRecordError):
        with_licence(**changes)


def test_the_script_writes_what_it_then_accepts(tmp_path: Path) -> None:
    synthetic().write(tmp_path)
    python, made = installed_python(tmp_path / "venv"), tmp_path / "receipt.txt"
    assert script(python, tmp_path, "--check")["code"] == 10
    assert script(python, tmp_path, "--write") == {"ok": True, "receipt": made.name}
    assert made.read_bytes() == receipt()
    made.write_bytes(receipt().replace(b"Xuebin", b"Somebody", 1))
    assert script(python, tmp_path, "--check")["code"] == 34


def script(python: Path, folder: Path, *words: str) -> dict[str, object]:
    """Run scripts/licence.py on the files in `folder` and return what it says to machines."""
    places = ("--pin", "pin.toml", "--upstream-dir", "acquired", "--receipt", "receipt.txt")
    argv = [str(python), "-I", str(ROOT / "scripts/licence.py"), "--json", *places, *words]
    out = subprocess.run(argv, cwd=folder, env={}, capture_output=True, check=False).stdout
    return load(out, what="answer")
