"""One thing compared with GitHub: it agrees, it differs, or GitHub did not say."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from release.errors import MissingRightError, SettingError


class Verdict(Enum):
    """How a comparison ended. Unasked is not agreed: unknown is never absent."""

    AGREES = "ok"
    DIFFERS = "DIFFERS"
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A comparison: the menu path, what was found, and the click that mends it."""

    where: str
    verdict: Verdict
    said: str
    click: str = ""

    @classmethod
    def agrees(cls, where: str, said: str) -> "Check":
        """Return the check of something that is as it must be."""
        return cls(where=where, verdict=Verdict.AGREES, said=said)

    @classmethod
    def differs(cls, where: str, said: str, click: str) -> "Check":
        """Return the check of something that a click must mend."""
        return cls(where=where, verdict=Verdict.DIFFERS, said=said, click=f"{where}: {click}")

    @classmethod
    def unasked(cls, where: str, said: str, needs: str) -> "Check":
        """Return the check of a question that GitHub did not answer for this token."""
        said = f"{said}; it needs {needs}"
        return cls(
            where=where, verdict=Verdict.UNASKED, said=said, click=f"look at {where} yourself"
        )

    def lines(self) -> str:
        """Return the check for a person: one line, and a second one for what to do."""
        text = f"{self.verdict.value:<8} {self.where}: {self.said}"
        return f"{text}\n{'':<8} → {self.click}" if self.click else text


def conclude(checks: Sequence[Check]) -> str:
    """Return the verdict over all checks in one sentence.

    Raises SettingError when something differs, else MissingRightError when something was not
    answered.
    """
    wrong = [check for check in checks if check.verdict is Verdict.DIFFERS]
    silent = [check for check in checks if check.verdict is Verdict.UNASKED]
    counts = f"{len(checks)} checks, {len(wrong)} differ, {len(silent)} unasked"
    if wrong:
        raise SettingError(
            f"{counts}; the first: {wrong[0].where}: {wrong[0].said}",
            expected="a repository that is set as .github/governance.toml and .github/rulesets say",
            remedy=wrong[0].click,
        )
    if silent:
        raise MissingRightError(
            f"{counts}; the first: {silent[0].where}: {silent[0].said}",
            expected="an answer to every question",
            remedy="run it with the token of an owner: GH_TOKEN=$(gh auth token)",
        )
    return counts
