"""Who writes on GitHub for a job, as the policy says: an App of ours, or the job's own token."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from release.canonical import invalid
from release.shape import Table

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")

JOBS = ("attach", "record", "release-please")
"""The jobs that have a row each in the policy."""

JOB = "GITHUB_TOKEN"
JOB_ACTOR = "github-actions[bot]"
"""Who GitHub says wrote what a job wrote with its own token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who writes on GitHub for a job: an App of ours, or the job itself.

    `actor` is the account that GitHub names as the author. Without an App, `client_id` is None.
    """

    actor: str
    client_id: str | None

    @property
    def degraded(self) -> bool:
        """Whether the job's own token writes: the degraded mode of docs/setup.md."""
        return self.client_id is None

    @classmethod
    def read(cls, writers: Table, job: str) -> "Writer":
        """Read who writes for `job`: no guess, the degraded mode has to be asked for by name."""
        table = writers.table(job)
        if not table.has("app"):
            table.literal("token", JOB)
            writer = cls(actor=JOB_ACTOR, client_id=None)
        else:
            slug, client_id = table.spelled("app", _SLUG), table.text("client_id")
            if slug == JOB_ACTOR.partition("[")[0]:
                raise invalid(f"policy.writers.{job}.app", "is GitHub's own, and no App of ours")
            writer = cls(actor=f"{slug}[bot]", client_id=client_id)
        table.end()
        return writer


def read_writers(table: Table) -> Mapping[str, Writer]:
    """Read who writes, by the name of the job; raises InvalidRecordError, naming the row."""
    writers = {job: Writer.read(table, job) for job in JOBS}
    table.end()
    _require_apart(writers)
    return writers


def _require_apart(writers: Mapping[str, Writer]) -> None:
    """Raise InvalidRecordError when two jobs have one App: each key lies where one job reads it.

    An App of two jobs would also pass the tag rulesets of both (.github/rulesets).
    """
    for (one, its), (other, others) in combinations(sorted(writers.items()), 2):
        if its.degraded or others.degraded:
            continue
        if its.actor == others.actor or its.client_id == others.client_id:
            raise invalid(f"policy.writers.{other}", f"names the App of {one}")
