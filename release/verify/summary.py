"""What the run page says about an examination."""

from release.verify.examination import Examination


def rendered(what: str, found: Examination) -> str:
    """Return the job summary: every check with what it proves, and the warnings."""
    lines = [
        f"### A stranger accepts {what}",
        "",
        "| check | held | proves |",
        "|---|---|---|",
        *(f"| {check.name} | {check.detail} | {check.proves} |" for check in found.checks),
        *(["", "Warnings:", ""] if found.warnings else []),
        *(f"* {warning}" for warning in found.warnings),
    ]
    return "\n".join(lines) + "\n"
