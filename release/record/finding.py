"""What the check of a pull request found: records, and what of them does not hold."""

from dataclasses import dataclass

from release.errors import InvalidRecordError
from release.report import safe

_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was computed again, and what does not hold; each line names its place."""

    records: tuple[str, ...]
    refused: tuple[str, ...]


def require(finding: Finding) -> None:
    """Raise InvalidRecordError, which names the first places and counts the rest."""
    if finding.refused:
        rest = len(finding.refused) - _NAMED
        more = f" · and {rest} more" if rest > 0 else ""
        raise InvalidRecordError(
            " · ".join(finding.refused[:_NAMED]) + more,
            expected="records exactly as they follow from the published release",
            remedy="start u2netp-mirror-attach.yml: record proposes the right bytes",
        )


def rendered(finding: Finding) -> str:
    """Return the job summary."""
    if not finding.records and not finding.refused:
        return "### Nothing that a release says is changed\n"
    lines = [
        f"- `{safe(line).replace('`', chr(39))}`" for line in finding.refused or finding.records
    ]
    head = "Not what the release says" if finding.refused else "Computed again, and the same"
    return "\n".join((f"### {head}", "", *lines, ""))
