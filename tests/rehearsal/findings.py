"""What a story adds to the report beside the runs: verdicts of verifiers, and what was not run."""

from dataclasses import dataclass, field

from release.canonical import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one verifier said of the release."""

    name: str
    version: str
    accepted: bool

    def fields(self) -> dict[str, Json]:
        """Return the verdict as JSON."""
        return {"name": self.name, "version": self.version, "accepted": self.accepted}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRun:
    """What was not tried here, and why. It never counts as passed."""

    what: str
    reason: str

    def fields(self) -> dict[str, Json]:
        """Return the entry as JSON."""
        return {"what": self.what, "reason": self.reason}


@dataclass(slots=True, kw_only=True)
class Findings:
    """What the stories of one world found."""

    verdicts: list[Verdict] = field(default_factory=list)
    not_run: list[NotRun] = field(default_factory=list)
    provoked: set[str] = field(default_factory=set)
    """Hosts that a story called on purpose, to see the call refused."""


MANUAL = (
    NotRun(
        what="the public services: GitHub's rate limits and approval screens, the public Sigstore",
        reason="cannot be known offline; docs/setup.md lists what to look at by hand",
    ),
    NotRun(
        what="the author's own checkpoint",
        reason="a rehearsal releases seeded weights in its shapes; the pin is rendered for them",
    ),
)
"""What no rehearsal can prove."""
