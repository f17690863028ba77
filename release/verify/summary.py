"""What the run page says about a verdict."""

from release.policy import Publisher
from release.verify.verdict import Verdict


def rendered(verdict: Verdict, publisher: Publisher, trust: str) -> str:
    """Return the job summary; `trust` names the trust root in words."""
    repository = publisher.repository
    lines = [
        f"### A stranger accepts {verdict.signed.tag}",
        "",
        f"Trust root: {trust}. Publisher: `{publisher.san}`, repository {repository.id},",
        f"owner {repository.owner_id}, environment `{publisher.environment}`.",
        "",
        "| check | held |",
        "|---|---|",
        *(f"| {check.name} | {check.detail} |" for check in verdict.checks),
    ]
    return "\n".join(lines) + "\n"
