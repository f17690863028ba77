"""Asking everything the decision needs, in as few questions as it takes."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from release.artifact import Artifact
from release.errors import ForeignObjectError
from release.guard.candidates import candidates, void
from release.guard.decide import Observed, Wanted
from release.guard.intake import Drop
from release.guard.questions import Published, Questions
from release.manifest import Manifest
from release.names import Names, Role, Tag, pin_path, receipt_path
from release.policy import Policy, Publisher
from release.registry import Registry

WORKFLOWS = ".github/workflows"
# The row of the policy with the highest `from_n` speaks of what is released from now on.
_ANY_NEW = 10**6 - 1
_APART = 60.0
"""Seconds between two looks for something that should be there: lists lag behind writes."""
_FLOOD = 30
"""More tags without a release are no accident, and would cost the run's share of GitHub's rate."""


class History(Protocol):
    """What git knows about this checkout."""

    def knows(self, commit: str) -> bool:
        """Tell whether the commit is here."""
        ...

    def same(self, first: str, second: str, paths: tuple[str, ...]) -> bool:
        """Tell whether `paths` are equal in both commits; raises TryAgainLaterError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where answers come from: GitHub's API, git, public addresses, drops; and a wait."""

    questions: Questions
    history: History
    manifest_of: Callable[[Tag], bytes]
    drops: tuple[Drop, ...] = ()
    pause: Callable[[float], None] = time.sleep


def observe(
    wanted: Wanted, registry: Registry, policy: Policy, run_id: int, sources: Sources
) -> Observed:
    """Ask, and return the answers; raises 41, 43, 69 or 75 for a question without one."""
    questions = sources.questions
    publisher = policy.publisher(Tag(model=wanted.model, n=_ANY_NEW))
    listed, tags = questions.releases(wanted.model), questions.tags(wanted.model)
    burned = questions.burned(wanted.model)
    lacking = _lacking(listed, {*tags} - {*burned}, registry, wanted.model)
    releases = (*listed, *_asked_by_name(lacking, sources))
    manifest = _manifest(wanted, registry, releases, sources)
    found = manifest is not None and manifest.content_key == wanted.content_key
    branch = publisher.ref.removeprefix("refs/heads/")
    return Observed(
        at=questions.now(),
        registry=registry,
        releases=releases,
        tags=tags,
        burned=burned,
        manifest=manifest,
        earlier_run=_earlier(wanted, publisher, run_id, sources),
        pull=_pull(manifest.tag, policy, questions) if manifest and found else None,
        current=_current(wanted, questions.head(branch), sources.history),
        drops=sources.drops,
    )


def _pull(tag: Tag, policy: Policy, questions: Questions) -> int | None:
    return questions.open_pull(Names(tag).bot_branch, policy.record.actor)


def _lacking(
    listed: tuple[Published, ...], tags: Collection[Tag], registry: Registry, model: str
) -> tuple[Tag, ...]:
    """Return what the list should hold and does not: recorded releases, and newer tags.

    A list may lag behind an earlier run. Taken for complete, the same content would be released
    a second time, or a release be called deleted.
    """
    there = {release.tag for release in listed}
    newest = max((tag.n for tag in there), default=0)
    due = {*registry.tags(model), *(tag for tag in tags if tag.n > newest)}
    return tuple(sorted(due - there - void(registry, model), key=lambda tag: tag.n))


def _asked_by_name(lacking: tuple[Tag, ...], sources: Sources) -> tuple[Published, ...]:
    """Return those of the `lacking` releases that are there: the second look, a minute later."""
    if not lacking:
        return ()
    if len(lacking) > _FLOOD:
        raise ForeignObjectError(
            f"{len(lacking)} mirror tags have no release",
            expected="a release for each, but for the few that are burned",
            remedy="find out who made them; delete them, or mark them burned in the registry",
        )
    sources.pause(_APART)
    found = (sources.questions.published(tag) for tag in lacking)
    return tuple(release for release in found if release is not None)


def _inputs(model: str) -> tuple[str, ...]:
    return pin_path(model), receipt_path(model), WORKFLOWS


def _current(wanted: Wanted, tip: str, history: History) -> bool:
    return wanted.commit == tip or history.same(wanted.commit, tip, _inputs(wanted.model))


def _earlier(wanted: Wanted, publisher: Publisher, run_id: int, sources: Sources) -> int | None:
    """Return the oldest unfinished run that does this run's work.

    Only politeness hangs on it (each run reconciles), so a run on other inputs never counts.
    """
    inputs = _inputs(wanted.model)
    runs = sorted(
        sources.questions.unfinished_runs(publisher.workflow_file), key=lambda run: run.id
    )
    for run in runs:
        if run.id < run_id and (
            run.commit == wanted.commit or sources.history.same(run.commit, wanted.commit, inputs)
        ):
            return run.id
    return None


def _manifest(
    wanted: Wanted, registry: Registry, releases: tuple[Published, ...], sources: Sources
) -> Manifest | None:
    """Return the manifest of the release that may hold the content, as a stranger gets it.

    It is compared with the digest that GitHub states for the asset.
    """
    keys = {m.tag: m.content_key for m in registry.mirrors(wanted.model)}
    by_number = candidates(releases, void(registry, wanted.model))
    named = [r for r in by_number if keys.get(r.tag) == wanted.content_key]
    # A rollback wants published content once more: only the newest release can be the one it made.
    if not (fitting := by_number if registry.rollback(wanted.model) else named or by_number):
        return None
    release = fitting[-1]
    data = sources.manifest_of(release.tag)
    name = Names(release.tag).asset(Role.MANIFEST)
    Artifact.of(name, data).require(release.manifest, source="GitHub's API")
    return Manifest.parse(data)
