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
