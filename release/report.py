"""What a script says: to people, to machines, and to the workflow runner."""

import json
import re
import secrets
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NoReturn

from release.artifact import Artifact
from release.canonical import Json
from release.errors import ReleaseError

_TEXT_LIMIT = 600
# Controls (C0, C1, separators), bidirectional overrides and invisible characters.
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def safe(text: str) -> str:
    """Return `text` so that it cannot speak to the runner's log parser, nor to a terminal.

    Controls and invisible characters become escapes, then workflow commands (`::`, `##[`) are
    broken up; the order matters. Cut to 600 characters.
    """
    text = INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text[:_TEXT_LIMIT])
    text = re.sub(r":(?=:)", r":\\", text)
    return re.sub(r"#(?=#\[)", r"#\\", text)


def error_line(error: ReleaseError) -> str:
    """Return the one line that tells a person what is wrong, what was expected, what to do."""
    text = f"{error.problem} · expected: {error.expected} · do: {error.remedy}"
    return f"error[{error.exit_code}] {safe(text)}"


def error_fields(error: ReleaseError) -> dict[str, Json]:
    """Return the same for a machine."""
    return {
        "ok": False,
        "code": error.exit_code,
        "error": type(error).__name__,
        "problem": safe(error.problem),
        "expected": safe(error.expected),
        "remedy": safe(error.remedy),
    }


def say(line: str) -> None:
    """Print one line of progress for a person."""
    print(safe(line), flush=True)


def set_outputs(target: str | None, values: Mapping[str, str]) -> None:
    """Append job outputs to the file `target` (GITHUB_OUTPUT); without one, print nothing.

    Each value is fenced by a random delimiter, so no value can end itself and set another output.
    Source: docs.github.com, "Workflow commands", multiline strings.
    """
    if not target:
        return
    with Path(target).open("a", encoding="utf-8") as file:
        for name, value in values.items():
            fence = f"end-{secrets.token_hex(16)}"
            file.write(f"{name}<<{fence}\n{value}\n{fence}\n")


def add_summary(target: str | None, markdown: str) -> None:
    """Append `markdown` to the job summary `target` (GITHUB_STEP_SUMMARY), if there is one."""
    if target and markdown:
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(markdown.rstrip("\n") + "\n")


def file_table(files: Iterable[Artifact]) -> str:
    """Return `files` as a table in Markdown: name, size in bytes, digest."""
    rows = (f"| `{file.name}` | {file.size:,} | `{file.digest.hex}` |" for file in files)
    return "\n".join(("| file | bytes | sha256 |", "|---|---:|---|", *rows))


def run(main: Callable[[], Mapping[str, Json]], *, as_json: bool) -> NoReturn:
    """Run the body of a script and exit with the documented code.

    `main` returns the result for a machine, printed with `as_json`. An expected failure prints one
    line on stderr and, with `as_json`, one object on stdout; a bug keeps its traceback and exits 1.
    """
    try:
        result = main()
    except ReleaseError as error:
        print(error_line(error), file=sys.stderr, flush=True)
        if as_json:
            print(json.dumps(error_fields(error)), flush=True)
        sys.exit(error.exit_code)
    if as_json:
        print(json.dumps({"ok": True, **result}), flush=True)
    sys.exit(0)
