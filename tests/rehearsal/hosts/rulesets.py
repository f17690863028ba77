"""Rulesets kept: which refs may not be made, moved or deleted, and which Apps may all the same.

What is enforced are the documents that were imported, as far as they speak of making, moving and
deleting refs. `GITHUB_TOKEN` never passes: GitHub refuses "GitHub Actions" as a bypass actor.
Source: REST description, "Repository rulesets"; docs.github.com, "Available rules for rulesets".
"""

from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatchcase

from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import Json, RefusedError, invalid
from tests.rehearsal.hosts.hub import Hub
from tests.rehearsal.hosts.tokens import ACTIONS_BOT, Bearer

_WORDS = {
    "creation": "Cannot create ref due to creations being restricted.",
    "update": "Cannot update this protected ref.",
    "deletion": "Cannot delete this protected ref.",
    "non_fast_forward": "Cannot force-push to this branch.",
}


def document(
    hub: Hub, pattern: str, rules: Collection[str], *, bypass: Collection[str]
) -> Mapping[str, Json]:
    """Return a ruleset as people import it. Raises ValueError for what GitHub refuses."""
    apps = {app.slug: app.id for app in hub.state.apps.values()}
    if strangers := set(bypass) - set(apps):
        raise ValueError(f"{sorted(strangers)} must be part of the ruleset source or owner")
    passing: list[Json] = [
        {"actor_id": apps[slug], "actor_type": "Integration", "bypass_mode": "always"}
        for slug in sorted(bypass)
    ]
    return {
        "name": pattern,
        "target": "tag" if pattern.startswith("refs/tags/") else "branch",
        "enforcement": "active",
        "conditions": {"ref_name": {"include": [pattern], "exclude": []}},
        "rules": [{"type": rule} for rule in sorted(rules)],
        "bypass_actors": passing,
    }


def forbidden(hub: Hub, actor: str | None, ref: str) -> frozenset[str]:
    """Return what the rulesets forbid `actor` to do to `ref`."""
    return frozenset(
        rule
        for row in map(Document, hub.state.settings.rulesets.values())
        if row.text("enforcement") == "active"
        and _speaks_of(hub, row, ref)
        and not _passes(hub, row, actor)
        for rule in _rules(row)
    )


def _rules(row: Document) -> Iterator[str]:
    for rule in row.parts("rules"):
        if (kind := rule.text("type")) in _WORDS:
            yield str(kind)


def _speaks_of(hub: Hub, row: Document, ref: str) -> bool:
    kind = "refs/tags/" if row.text("target") == "tag" else "refs/heads/"
    names = row.part("conditions").part("ref_name")
    included = any(_fits(hub, ref, pattern) for pattern in names.texts("include"))
    excluded = any(_fits(hub, ref, pattern) for pattern in names.texts("exclude"))
    return ref.startswith(kind) and included and not excluded


def _fits(hub: Hub, ref: str, pattern: str) -> bool:
    default = f"refs/heads/{hub.repo.default_branch}"
    return pattern == "~ALL" or fnmatchcase(
        ref, default if pattern == "~DEFAULT_BRANCH" else pattern
    )


def _passes(hub: Hub, row: Document, actor: str | None) -> bool:
    if actor in {None, ACTIONS_BOT}:
        return False
    ids = {app.id for app in hub.state.apps.values() if app.actor == actor}
    return any(passing.members.get("actor_id") in ids for passing in row.parts("bypass_actors"))


def _broken(hub: Hub, bearer: Bearer, rule: str, ref: str) -> str | None:
    if rule in forbidden(hub, bearer.actor, ref):
        return f"Repository rule violations found\n\n{_WORDS[rule]}\n\n"
    return None


def require(hub: Hub, bearer: Bearer, rule: str, ref: str) -> None:
    """Raise GitHub's 422 of the git database when a rule is broken."""
    if said := _broken(hub, bearer, rule, ref):
        raise RefusedError(422, said)


def require_tag(hub: Hub, bearer: Bearer, tag: str) -> None:
    """Raise GitHub's 422 of a release whose tag the caller may not make."""
    if said := _broken(hub, bearer, "creation", f"refs/tags/{tag}"):
        raise invalid("Release", "custom", "pre_receive", f"pre_receive {said}")
