"""Who writes on GitHub for a step, as the policy says: an App of ours, or the job's own token."""

import re
from dataclasses import dataclass

from release.canonical import invalid
from release.shape import Table

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")

JOB = "GITHUB_TOKEN"
JOB_ACTOR = "github-actions[bot]"
"""Who GitHub says wrote what a job wrote with its own token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who writes on GitHub for a step: an App of ours, or the job itself.

    `actor` is the account that GitHub names as the author. Without an App, `client_id` is None.
    """

    actor: str
    client_id: str | None

    @property
    def degraded(self) -> bool:
        """Whether the job's own token writes: the degraded mode of docs/setup.md."""
        return self.client_id is None

    @classmethod
    def read(cls, writers: Table, step: str) -> "Writer":
        """Read who writes for `step`: no guess, the degraded mode has to be asked for by name."""
        table = writers.table(step)
        if not table.has("app"):
            table.literal("token", JOB)
            writer = cls(actor=JOB_ACTOR, client_id=None)
        else:
            slug, client_id = table.spelled("app", _SLUG), table.text("client_id")
            if slug == JOB_ACTOR.partition("[")[0]:
                raise invalid(f"policy.writers.{step}.app", "is GitHub's own, and no App of ours")
            writer = cls(actor=f"{slug}[bot]", client_id=client_id)
        table.end()
        return writer
