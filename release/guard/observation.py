"""Asking everything the decision needs, in as few questions as it takes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from release.artifact import Artifact, Digest
from release.errors import UnexpectedAssetError
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


class History(Protocol):
    """What git knows about this checkout."""

    def same(self, first: str, second: str, paths: tuple[str, ...]) -> bool:
        """Tell whether `paths` are equal in both commits; raises TryAgainLaterError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where answers come from: GitHub's API, git, the public address of a manifest, drops."""

    questions: Questions
    history: History
    manifest_of: Callable[[Tag], bytes]
    drops: tuple[Drop, ...] = ()


def observe(
    wanted: Wanted, registry: Registry, policy: Policy, run_id: int, sources: Sources
) -> Observed:
    """Ask, and return the answers; raises 43, 69 or 75 for a question without one."""
    questions = sources.questions
    publisher = policy.publisher(Tag(model=wanted.model, n=_ANY_NEW))
    releases = questions.releases(wanted.model)
    manifest = _manifest(wanted, registry, releases, sources)
    found = manifest is not None and manifest.content_key == wanted.content_key
    branch = publisher.ref.removeprefix("refs/heads/")
    return Observed(
        registry=registry,
        releases=releases,
        tags=questions.tags(wanted.model),
        manifest=manifest,
        earlier_run=_earlier(wanted, publisher, run_id, sources),
        pull=questions.open_pull(Names(manifest.tag).bot_branch) if manifest and found else None,
        workflows_current=_current(wanted.commit, questions.head(branch), sources.history),
        drops=sources.drops,
    )


def _current(commit: str, tip: str, history: History) -> bool:
    return commit == tip or history.same(commit, tip, (WORKFLOWS,))


def _earlier(wanted: Wanted, publisher: Publisher, run_id: int, sources: Sources) -> int | None:
    """Return the oldest unfinished run that does this run's work.

    Only politeness hangs on it (each run reconciles), so a run on other inputs never counts.
    """
    name = publisher.workflow.rpartition("/")[2]
    inputs = (pin_path(wanted.model), receipt_path(wanted.model), WORKFLOWS)
    runs = sorted(sources.questions.unfinished_runs(name), key=lambda run: run.id)
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
    by_number = sorted(releases, key=lambda release: release.tag.n)
    named = [r for r in by_number if keys.get(r.tag) == wanted.content_key]
    # A rollback wants published content once more: only the newest release can be the one it made.
    if not (candidates := by_number if registry.rollback(wanted.model) else named or by_number):
        return None
    release = candidates[-1]
    data = sources.manifest_of(release.tag)
    name = Names(release.tag).asset(Role.MANIFEST)
    Artifact.of(name, data).require(_stated(release), source="GitHub's API")
    return Manifest.parse(data)


def _stated(release: Published) -> Digest:
    if release.manifest is None:
        raise UnexpectedAssetError(
            f"{release.tag} is published without a manifest",
            expected="a complete release set",
            remedy="find out who published it; mark the number burned in the registry",
        )
    return release.manifest
