"""What the run page says about the record of a release."""

from release.names import Tag
from release.policy import Repository
from release.record.pull_request import Outcome
from release.writers import Writer


def rendered(outcome: Outcome, tag: Tag, repository: Repository, writer: Writer) -> str:
    """Return the job summary."""
    if outcome.pull is None:
        return f"### {tag} is recorded on main\n\nNothing is left to propose.\n"
    page = f"{repository.url}/pull/{outcome.pull}"
    news = "It was written in this run." if outcome.writes else "It said so already."
    return f"### [Pull request #{outcome.pull}]({page}) records {tag}\n\n{news} {_author(writer)}\n"


def _author(writer: Writer) -> str:
    if not writer.degraded:
        return f"Written by the record App, `{writer.actor}`; merging it is for people."
    return (
        "**Degraded mode**: written with the job's own token, as model/policy.toml says. Its "
        "checks wait for a maintainer's approval, and merging it is for people."
    )
