"""Rules for branches and tags: one file each in GitHub's own import format, compared whole."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from release.canonical import invalid, load
from release.shape import Table
from upkeep.answers import RULESETS, Answers
from upkeep.check import Check

FOLDER = ".github/rulesets"

LABELS = {
    "creation": "Restrict creations",
    "update": "Restrict updates",
    "deletion": "Restrict deletions",
    "non_fast_forward": "Block force pushes",
    "required_linear_history": "Require linear history",
    "required_signatures": "Require signed commits",
    "pull_request": "Require a pull request before merging",
    "required_status_checks": "Require status checks to pass",
}
"""The words of GitHub's page. Source: docs.github.com, "Available rules for rulesets"."""

Document = Mapping[str, object]
_PAGE = "Settings · Rules · Rulesets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruleset:
    """The rules for the refs that fit `include` and not `exclude`."""

    name: str
    target: str
    enforcement: str
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    rules: Mapping[str, Document]
    """By type; the parameters of the rule, empty where it has none."""
    bypass: tuple[str, ...] | None
    """Who may pass, sorted; None where GitHub did not say."""

    @classmethod
    def parse(cls, data: bytes, *, path: str) -> "Ruleset":
        """Read a file of the tree; raises InvalidRecordError, naming the field."""
        document = load(data, what=path)
        top = Table(document, path=path)
        for field in ("name", "target", "enforcement"):
            top.text(field)
        conditions = top.table("conditions")
        names = conditions.table("ref_name")
        names.texts("include"), names.texts("exclude")
        names.end()
        conditions.end()
        rules, bypass = document.get("rules"), document.get("bypass_actors")
        if not isinstance(rules, list) or not isinstance(bypass, list):
            raise invalid(path, "lists no rules, or not who may pass")
        ruleset = cls.of(document)
        if len(ruleset.rules) != len(rules) or not set(ruleset.rules) <= set(LABELS):
            raise invalid(f"{path}.rules", f"are not one each of {', '.join(LABELS)}")
        return ruleset

    @classmethod
    def of(cls, document: Document) -> "Ruleset":
        """Return what a document says; what it does not say in our form is empty.

        Empty never equals what a file of the tree wants, so a strange answer shows as a difference.
        """
        conditions = _inner(_inner(document, "conditions"), "ref_name")
        rules = {
            str(rule.get("type")): _inner(rule, "parameters") for rule in _list(document, "rules")
        }
        said = document.get("bypass_actors")
        return cls(
            name=str(document.get("name")),
            target=str(document.get("target")),
            enforcement=str(document.get("enforcement")),
            include=_texts(conditions.get("include")),
            exclude=_texts(conditions.get("exclude")),
            rules=rules,
            bypass=None
            if said is None
            else tuple(sorted(map(_actor, _list(document, "bypass_actors")))),
        )


def checks(wanted: Mapping[str, Ruleset], answers: Answers) -> Iterator[Check]:
    """Compare every ruleset, by the path of its file, and find those that no file describes."""
    rows = answers.of(RULESETS).rows(None)
    if rows is None:
        yield Check.unasked(_PAGE, answers.of(RULESETS).said, "metadata: read")
        return
    ours = [row for row in rows if row.get("source_type", "Repository") == "Repository"]
    seen = {str(row.get("name")): f"{RULESETS}/{row.get('id')}" for row in ours}
    for name in sorted(set(seen) - {ruleset.name for ruleset in wanted.values()}):
        said = f"stands on GitHub, and not in {FOLDER}"
        yield Check.differs(f"{_PAGE} · {name[:80]}", said, "delete the ruleset")
    for path, ruleset in sorted(wanted.items()):
        where = f"{_PAGE} · {ruleset.name}"
        if ruleset.name not in seen:
            click = f"New ruleset, Import a ruleset, {path}"
            yield Check.differs(where, "is not there", click)
            continue
        yield from _compared(where, ruleset, answers, seen[ruleset.name])


def _compared(where: str, wanted: Ruleset, answers: Answers, question: str) -> Iterator[Check]:
    answer = answers.of(question)
    if answer.table is None:
        yield Check.unasked(where, answer.said, "metadata: read")
        return
    seen, found = Ruleset.of(answer.table), False
    for place, is_now, must_be in differences(wanted, seen):
        found = True
        yield Check.differs(where, f"{place} is {is_now}", f"{place}: {must_be}")
    if seen.bypass is None:
        said = "who may bypass it is not said to this token"
        yield Check.unasked(where, said, "administration: write")
    elif not found:
        said = f"{wanted.enforcement}, {len(wanted.rules)} rules, nobody unknown may bypass"
        yield Check.agrees(where, said)


def differences(wanted: Ruleset, seen: Ruleset) -> Iterator[tuple[str, str, str]]:
    """Return where two rulesets differ: place on GitHub's page, what is seen, what is wanted."""
    yield from _differ("Enforcement status", seen.enforcement, wanted.enforcement)
    yield from _differ("Target: Include", seen.include, wanted.include)
    yield from _differ("Target: Exclude", seen.exclude, wanted.exclude)
    if seen.bypass is not None:
        yield from _differ("Bypass list", seen.bypass, wanted.bypass or ())
    for kind in sorted({*wanted.rules, *seen.rules}):
        label = LABELS.get(kind, kind)
        if kind not in seen.rules or kind not in wanted.rules:
            yield label, _ticked(on=kind in seen.rules), _ticked(on=kind in wanted.rules)
            continue
        yield from _parameters(label, wanted.rules[kind], seen.rules[kind])


def _parameters(label: str, wanted: Document, seen: Document) -> Iterator[tuple[str, str, str]]:
    """Compare parameters; one that GitHub added by itself must be off, empty or zero."""
    for name in sorted({*wanted, *seen}):
        have, want = seen.get(name), wanted.get(name)
        if name not in wanted and not have:
            continue
        if _plain(have) != _plain(want):
            yield f"{label} · {name.replace('_', ' ')}", _shown(have), _shown(want)


def _differ(place: str, seen: object, wanted: object) -> Iterator[tuple[str, str, str]]:
    if seen != wanted:
        yield place, _shown(seen), _shown(wanted)


def _ticked(*, on: bool) -> str:
    return "ticked" if on else "not ticked"


def _shown(value: object) -> str:
    return json.dumps(value, sort_keys=True)[:200]


def _plain(value: object) -> object:
    """Return a value without the order of lists and without members that are null."""
    if isinstance(value, list | tuple):
        return sorted((_plain(item) for item in value), key=_shown)
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items() if v is not None}
    return value


def _inner(document: Document, key: str) -> Document:
    value = document.get(key)
    return value if isinstance(value, Mapping) else {}


def _list(document: Document, key: str) -> list[Document]:
    value = document.get(key)
    rows = value if isinstance(value, list) else []
    return [row if isinstance(row, Mapping) else {} for row in rows]


def _texts(value: object) -> tuple[str, ...]:
    return tuple(sorted(map(str, value))) if isinstance(value, list) else ()


def _actor(row: Document) -> str:
    return f"{row.get('actor_type')} {row.get('actor_id')} ({row.get('bypass_mode')})"
