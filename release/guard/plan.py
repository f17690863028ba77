"""The plan: what this run is about, decided once by `guard` and re-checked by every later step."""

import re
from dataclasses import dataclass

from release import canonical
from release.artifact import Digest
from release.canonical import invalid
from release.names import Tag
from release.shape import Table

SCHEMA = "u2netp-mirror-plan-v1"
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """Where an earlier run left signatures: its id, and the artifact that holds them."""

    run: int
    artifact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which release to make, or to finish.

    `source_commit` is the last commit that changed an input of the content key; `previous` is the
    digest of the manifest of the release before; `published` says that a release with this
    content is out already, so the run has to finish it and makes no new one. `seen` is GitHub's
    clock, in seconds since 1970, when guard looked; `burned` are the numbers below N, unknown to
    the registry, that hold no release of ours; `staged` is where `sign` looks for signatures
    before it makes them.
    """

    tag: Tag
    content_key: Digest
    source_commit: str
    previous: Digest | None
    published: bool
    seen: int
    burned: tuple[int, ...] = ()
    staged: Staged | None = None

    def dump(self) -> str:
        """Return one line of canonical JSON; `parse` is the inverse."""
        fields: canonical.Json = {
            "burned": self.burned,
            "content_key": self.content_key.hex,
            "model": self.tag.model,
            "n": self.tag.n,
            "previous": self.previous.hex if self.previous else "none",
            "published": self.published,
            "schema": SCHEMA,
            "seen": self.seen,
            "source_commit": self.source_commit,
            "staged": self._staged(),
        }
        return canonical.dump(fields).decode()

    def _staged(self) -> canonical.Json:
        if self.staged is None:
            return "none"
        return {"artifact": self.staged.artifact, "run": self.staged.run}

    @classmethod
    def parse(cls, text: str) -> "Plan":
        """Read a plan handed on by `guard`; raises InvalidRecordError."""
        top = Table(canonical.load(text.encode(), what="plan"), path="plan")
        top.literal("schema", SCHEMA)
        previous, commit = top.text("previous"), top.text("source_commit")
        if not _COMMIT.fullmatch(commit):
            raise invalid("plan.source_commit", f"is {commit[:60]!r}, not a commit id")
        plan = cls(
            tag=Tag(model=top.text("model"), n=top.integer("n", minimum=1)),
            content_key=top.digest("content_key"),
            source_commit=commit,
            previous=None if previous == "none" else Digest(previous),
            published=top.boolean("published"),
            seen=top.integer("seen"),
            burned=top.integers("burned"),
            staged=_staged(top),
        )
        top.end()
        if plan.burned != tuple(sorted({n for n in plan.burned if 0 < n < plan.tag.n})):
            raise invalid("plan.burned", "are not numbers below N, each once, in order")
        return plan


def _staged(top: Table) -> Staged | None:
    if top.is_text("staged"):
        top.literal("staged", "none")
        return None
    table = top.table("staged")
    found = Staged(
        run=table.integer("run", minimum=1), artifact=table.integer("artifact", minimum=1)
    )
    table.end()
    return found
