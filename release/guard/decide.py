"""Is there anything to do? One pure function over what was asked and answered."""

from dataclasses import dataclass

from release.artifact import Digest
from release.errors import ForeignObjectError, TryAgainLaterError
from release.guard.candidates import before, candidates, void
from release.guard.intake import Drop
from release.guard.plan import Plan
from release.guard.questions import Published
from release.manifest import Manifest
from release.mirror import Status
from release.names import Tag
from release.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What pin and receipt on this commit ask for, and why this run was started."""

    model: str
    content_key: Digest
    source_commit: str
    event: str
    commit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """The answers.

    `manifest` is that of the release which may hold the wanted content: the one the registry
    names, else the newest. `earlier_run` has the same inputs and a lower id. `burned` are the
    numbers that `attach` marked; `at` is GitHub's clock; `current` says that main's tip wants the
    same with the same workflow files. `drops` are what contributors pushed. What `releases` and
    `tags` lack was looked for twice, where it matters.
    """

    at: int
    registry: Registry
    releases: tuple[Published, ...]
    tags: tuple[Tag, ...]
    burned: tuple[Tag, ...]
    manifest: Manifest | None
    earlier_run: int | None
    pull: int | None
    current: bool
    drops: tuple[Drop, ...] = ()


@dataclass(frozen=True, slots=True)
class Go:
    """All eight jobs run; each finds what is done already."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """There is evidence that nothing is left; `reason` is one line."""

    reason: str


Decision = Go | NothingToDo


def fork(repository_id: str, expected: int) -> NothingToDo | None:
    """Return the answer for a repository that is not the policy's: a fork releases nothing."""
    if repository_id == str(expected):
        return None
    return NothingToDo(
        f"this is repository {repository_id}, and model/policy.toml speaks of {expected}: a fork"
    )


def decide(observed: Observed, wanted: Wanted) -> Decision:
    """Return what to do; raises ForeignObjectError (41) or TryAgainLaterError (75)."""
    if not observed.current:
        raise TryAgainLaterError(
            f"pin, licence receipt or workflow files of {wanted.commit} are not those of main",
            expected="what main wants; GitHub refuses a tag on older workflow files",
            remedy="start u2netp-mirror-attach.yml again on main",
        )
    if observed.earlier_run is not None:
        return NothingToDo(f"run {observed.earlier_run} started earlier on the same content")
    _require_recorded(observed, wanted.model)
    manifest = observed.manifest
    if manifest is None or manifest.content_key != wanted.content_key:
        return Go(_fresh(observed, wanted))
    if _recorded(observed.registry, manifest):
        if any(drop.waits for drop in observed.drops):
            return Go(_unfinished(manifest, observed))
        return NothingToDo(f"{manifest.tag} is published with this content, and recorded")
    # Somebody who starts the workflow by hand wants it finished, so only the others wait.
    if observed.pull is not None and wanted.event != "workflow_dispatch":
        return NothingToDo(
            f"{manifest.tag} is published with this content; pull request #{observed.pull} waits"
        )
    return Go(_unfinished(manifest, observed))


def _require_recorded(observed: Observed, model: str) -> None:
    """Raise ForeignObjectError when a release that the registry names is not there any more."""
    there = {release.tag for release in observed.releases}
    for mirror in observed.registry.mirrors(model):
        if mirror.status is not Status.BURNED and mirror.tag not in there:
            raise ForeignObjectError(
                f"the registry names {mirror.tag}, but no such release is published",
                expected="a release for every entry that is not burned",
                remedy="find out who deleted it; mark it burned in a reviewed pull request",
            )


def _recorded(registry: Registry, manifest: Manifest) -> bool:
    """Tell whether the registry names this very manifest."""
    digest = Digest.of(manifest.dump())
    return any(
        mirror.tag == manifest.tag and mirror.manifest == digest
        for mirror in registry.mirrors(manifest.tag.model)
    )


def _unfinished(manifest: Manifest, observed: Observed) -> Plan:
    """Return the plan to finish what is published: it must build that very manifest again."""
    return Plan(
        tag=manifest.tag,
        content_key=manifest.content_key,
        source_commit=manifest.source.commit,
        previous=manifest.previous,
        published=True,
        seen=observed.at,
        burned=_lost(observed, manifest.tag.model, below=manifest.tag.n),
    )


def _fresh(observed: Observed, wanted: Wanted) -> Plan:
    """Return the plan for new content: N is one more than every number ever seen."""
    ours = candidates(observed.releases, void(observed.registry, wanted.model))
    taken = _seen(observed) | {*observed.registry.tags(wanted.model)}
    tag = Tag(model=wanted.model, n=1 + max((tag.n for tag in taken), default=0))
    return Plan(
        tag=tag,
        content_key=wanted.content_key,
        source_commit=wanted.source_commit,
        previous=before(ours, tag),
        published=False,
        seen=observed.at,
        burned=_lost(observed, wanted.model, below=tag.n),
    )


def _seen(observed: Observed) -> set[Tag]:
    return {*(release.tag for release in observed.releases), *observed.tags, *observed.burned}


def _lost(observed: Observed, model: str, *, below: int) -> tuple[int, ...]:
    """Return the numbers that are taken, hold no release of ours, and are in no record."""
    ours = candidates(observed.releases, void(observed.registry, model))
    lost = _seen(observed) - {*observed.registry.tags(model)} - {release.tag for release in ours}
    return tuple(sorted(tag.n for tag in lost if tag.n < below))
