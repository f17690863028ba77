"""How a rehearsal fails: by name, with what was expected and what to do."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it happened: the step as people know it, and the log that tells more."""

    step: str
    log: Path | None = None


class RehearsalError(Exception):
    """The world refuses to call this a success; `kind` is the name under which it is reported."""

    def __init__(
        self, kind: str, problem: str, *, expected: str, remedy: str, place: Place | None = None
    ) -> None:
        """Say what is wrong, what was expected instead, and what a person can do now."""
        super().__init__(f"{kind}: {problem}; expected {expected}; do: {remedy}")
        self.kind = kind
        self.problem = problem
        self.expected = expected
        self.remedy = remedy
        self.place = place


def require_same(what: str, seen: object, expected: object, *, place: Place | None = None) -> None:
    """Raise RehearsalError unless what a scenario saw is what the documents promise."""
    if seen != expected:
        raise RehearsalError(
            "promise",
            f"{what}: {seen!r}"[:2000],
            expected=repr(expected)[:2000],
            remedy="correct the code, or the document that promises it",
            place=place,
        )
