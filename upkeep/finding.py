"""What is wrong in a file that people write: where, what, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from release.errors import InvalidRecordError
from release.report import safe


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend; `path` is relative to the root, `line` counts from 1."""

    path: str
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        """Return the one line that editors and people can follow."""
        return f"{self.path}:{self.line}: {self.problem} · do: {self.remedy}"


def require_none(findings: Sequence[Finding], *, expected: str) -> None:
    """Raise InvalidRecordError that names the first of `findings`, if there is one."""
    if findings:
        first, more = findings[0], len(findings) - 1
        raise InvalidRecordError(
            f"{first.path}:{first.line}: {first.problem}" + (f" (and {more} more)" if more else ""),
            expected=expected,
            remedy=first.remedy,
        )


def lines(findings: Sequence[Finding]) -> str:
    """Return one line for each of several findings; the error tells a single one by itself."""
    return "".join(f"{safe(str(finding))}\n" for finding in findings) if len(findings) > 1 else ""


def first_difference(path: str, found: str, wanted: str, *, remedy: str) -> tuple[Finding, ...]:
    """Return where the rendered page `path` differs from what it must be; nothing when equal."""
    if found == wanted:
        return ()
    have, want = found.splitlines(), wanted.splitlines()
    same = next((i for i, (a, b) in enumerate(zip(have, want, strict=False)) if a != b), None)
    at = min(len(have), len(want)) if same is None else same
    shown = repr(want[at][:120]) if at < len(want) else "the end of the page"
    return (
        Finding(
            path=path, line=at + 1, problem=f"is not rendered: here belongs {shown}", remedy=remedy
        ),
    )
