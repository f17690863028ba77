"""The environments, compared with GitHub's answers."""

from collections.abc import Iterator, Mapping

from upkeep.answers import ENVIRONMENTS, Answer, Answers, Document, branches_of, names_of
from upkeep.check import Check
from upkeep.governance import Environment

_PAGE = "Settings · Environments"
_LISTED = "actions: read"
_KEPT = "environments: read"


def checks(environments: tuple[Environment, ...], answers: Answers) -> Iterator[Check]:
    """Compare every environment, and find those that nobody wrote down."""
    rows = answers.of(ENVIRONMENTS).rows("environments")
    if rows is None:
        yield Check.unasked(_PAGE, answers.of(ENVIRONMENTS).said, _LISTED)
        return
    seen = {str(row.get("name")): row for row in rows}
    for name in sorted(set(seen) - {row.name for row in environments}):
        said = "stands on GitHub, and not in .github/governance.toml"
        yield Check.differs(f"{_PAGE} · {name[:80]}", said, "delete the environment")
    for wanted in environments:
        where = f"{_PAGE} · {wanted.name}"
        if wanted.name not in seen:
            yield Check.differs(where, "is not there", "New environment, spelled so")
            continue
        yield from _protections(where, wanted, seen[wanted.name])
        yield _branches(where, wanted, seen[wanted.name], answers.of(branches_of(wanted.name)))
        for kind, names in (("secrets", wanted.secrets), ("variables", wanted.variables)):
            yield _names(where, kind, names, answers.of(names_of(wanted.name, kind)))


def _protections(where: str, wanted: Environment, seen: Document) -> Iterator[Check]:
    rule = _reviewers(seen)
    people = rule.get("reviewers")
    count = len(people) if isinstance(people, list) else 0
    said, ask = f"{count} required reviewers", f"tick Required reviewers, add {wanted.reviewers}"
    yield _judged(where, said, good=count >= wanted.reviewers, click=ask)
    alone = rule.get("prevent_self_review") is True
    tick = (
        "tick Prevent self-review" if wanted.prevent_self_review else "untick Prevent self-review"
    )
    said = f"self-review is {'prevented' if alone else 'possible'}"
    yield _judged(where, said, good=alone == wanted.prevent_self_review, click=tick)
    bypass = seen.get("can_admins_bypass")
    if bypass is None:
        yield Check.unasked(where, "whether administrators may bypass is not said", _LISTED)
    else:
        said = f"administrators {'may' if bypass else 'may not'} bypass the rules"
        click = "untick Allow administrators to bypass configured protection rules"
        yield _judged(where, said, good=bypass is False, click=click)


def _branches(where: str, wanted: Environment, seen: Document, answer: Answer) -> Check:
    click = f"Deployment branches and tags: Selected, and only {', '.join(wanted.branches)}"
    policy = seen.get("deployment_branch_policy")
    if not isinstance(policy, Mapping) or policy.get("custom_branch_policies") is not True:
        return Check.differs(where, "any branch or tag may enter", click)
    rows = answer.rows("branch_policies")
    if rows is None:
        return Check.unasked(where, f"branches: {answer.said}", _LISTED)
    found = sorted((str(row.get("name")), str(row.get("type", "branch"))) for row in rows)
    said = "enterable from " + (", ".join(f"{kind} {name}" for name, kind in found) or "nowhere")
    good = found == sorted((name, "branch") for name in wanted.branches)
    return _judged(where, said[:200], good=good, click=click)


def _names(where: str, kind: str, wanted: tuple[str, ...], answer: Answer) -> Check:
    rows = answer.rows(kind)
    if rows is None:
        return Check.unasked(where, f"{kind}: {answer.said}", _KEPT)
    found = sorted(str(row.get("name")) for row in rows)
    click = f"Environment {kind}: keep exactly {', '.join(wanted) or 'none'}"
    said = f"{kind}: {', '.join(found) or 'none'}"
    return _judged(where, said[:200], good=found == sorted(wanted), click=click)


def _reviewers(seen: Document) -> Document:
    rules = seen.get("protection_rules")
    for rule in rules if isinstance(rules, list) else []:
        if isinstance(rule, Mapping) and rule.get("type") == "required_reviewers":
            return rule
    return {}


def _judged(where: str, said: str, *, good: bool, click: str) -> Check:
    return Check.agrees(where, said) if good else Check.differs(where, said, click)
