"""The events GitHub hands to a workflow.

Source of the shapes: https://docs.github.com/webhooks/webhook-events-and-payloads
"""

from collections.abc import Mapping
from dataclasses import dataclass

from release.canonical import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The repository, and who did something in it."""

    repository: str
    repository_id: int
    owner_id: int
    actor: str

    def fields(self) -> dict[str, Json]:
        """Return the two members that most events carry."""
        owner, name = self.repository.split("/")
        return {
            "repository": {
                "id": self.repository_id,
                "name": name,
                "full_name": self.repository,
                "private": False,
                "default_branch": "main",
                "html_url": f"https://github.com/{self.repository}",
                "owner": {"login": owner, "id": self.owner_id, "type": "Organization"},
            },
            "sender": {"login": self.actor, "type": "User"},
        }


def dispatch(subject: Subject, *, workflow: str, ref: str, inputs: Mapping[str, str]) -> Json:
    """Return a workflow_dispatch; defaults are filled in before GitHub sends it."""
    own: dict[str, Json] = {"ref": ref, "workflow": workflow, "inputs": dict(inputs)}
    return {**subject.fields(), **own}


def push(subject: Subject, *, ref: str, before: str, after: str) -> Json:
    """Return a push of one commit."""
    own: dict[str, Json] = {"ref": ref, "before": before, "after": after, "forced": False}
    return {**subject.fields(), **own}


def schedule(cron: str) -> Json:
    """Return a schedule event, which names no repository."""
    return {"schedule": cron}


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull request of this repository: its number, and the branches with their commits."""

    number: int
    title: str
    base: tuple[str, str]
    head: tuple[str, str]

    @property
    def ref(self) -> str:
        """Return the ref that GitHub gives to the run: the merge it made to try."""
        return f"refs/pull/{self.number}/merge"


def pull_request(subject: Subject, pull: PullRequest) -> Json:
    """Return a pull_request that was opened or got a new head."""
    sides: dict[str, Json] = {
        name: {"ref": branch, "sha": sha, "label": f"{subject.repository.split('/')[0]}:{branch}"}
        for name, (branch, sha) in (("base", pull.base), ("head", pull.head))
    }
    about: dict[str, Json] = {"number": pull.number, "title": pull.title, "state": "open", **sides}
    own: dict[str, Json] = {"action": "synchronize", "number": pull.number, "pull_request": about}
    return {**subject.fields(), **own}
