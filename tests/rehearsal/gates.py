"""What a person decides or expects on GitHub, and the refusal by name when it is not so."""

from collections.abc import Callable

from tests.rehearsal.failure import Place, RehearsalError
from tests.rehearsal.hosts.github import GitHub
from tests.rehearsal.hosts.tokens import ACTIONS_BOT
from tests.rehearsal.workflow import Workflow


def require_approved(workflow: Workflow, approve: Callable[[str], bool]) -> None:
    """Raise RehearsalError for a job whose environment nobody lets it into."""
    for job in workflow.jobs:
        if job.environment and not approve(job.environment):
            raise RehearsalError(
                "held job",
                f"nobody lets the job {job.id} into the environment {job.environment}",
                expected="an approval",
                remedy="GitHub waits up to 30 days; approve the run, or correct the scenario",
                place=Place(step=f"{workflow.file} / {job.id}"),
            )


def bot_pull(github: GitHub) -> int:
    """Return the number of the one open pull request, which a bot of ours made; else raise."""
    opened = [pull for pull in github.pulls() if pull.state == "open"]
    bots = {ACTIONS_BOT, *(app.actor for app in github.hub.state.apps.values())}
    if len(opened) != 1 or opened[0].author not in bots:
        raise RehearsalError(
            "pull request",
            f"there are {len(opened)} open pull requests",
            expected=f"one, by {' or '.join(sorted(bots))}",
            remedy="read the log of the job record",
        )
    return opened[0].number
