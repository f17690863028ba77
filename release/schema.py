"""JSON Schema (Draft 2020-12), compiled once: the keywords that our schemas use, and no others.

A schema with another keyword is refused, so a document is never accepted on fewer checks than its
schema asks for. The tests hold every verdict against the package `jsonschema`, which need not be
there, and takes too long for a registry of 10,000 models.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from release.keywords import SIMPLE, Check, Fault, Where, listed, simple, table, unusable


@dataclass(frozen=True, slots=True)
class Schema:
    """A compiled schema."""

    check: Check

    @classmethod
    def compile(cls, document: dict[str, object]) -> "Schema":
        """Return the schema in `document`; raises InvalidRecordError for one it cannot hold."""
        try:
            return cls(_Compiler(document).compiled(document))
        except (re.error, RecursionError, KeyError, TypeError, ValueError) as error:
            raise unusable(f"is not one: {type(error).__name__} {error}") from error

    def faults(self, value: object) -> tuple[Fault, ...]:
        """Return what is wrong with `value`, at most a thousand faults."""
        found: list[Fault] = []
        self.check(value, (), found)
        return tuple(found)


class _Compiler:
    """Compiles the schemas of one document, each definition once."""

    def __init__(self, root: dict[str, object]) -> None:
        self._definitions = table(root.get("$defs", {}))
        self._done: dict[str, Check] = {}
        self._open: set[str] = set()

    def compiled(self, schema: object) -> Check:
        """Return the check of one schema: each of its keywords in turn."""
        if isinstance(schema, bool):
            return simple("may not stand here", lambda _: bool(schema))
        rules = table(schema)
        if unknown := sorted(rules.keys() - _SILENT - SIMPLE.keys() - _NESTED.keys()):
            raise unusable(f"uses {', '.join(unknown)[:80]}, which is not read here")
        checks = [SIMPLE[key](rules[key]) for key in rules if key in SIMPLE]
        checks += [_NESTED[key](self, rules) for key in rules if key in _NESTED]
        return checks[0] if len(checks) == 1 else _each(checks)

    def reference(self, rules: dict[str, object]) -> Check:
        """Return the check of a definition; one that leads to itself is refused."""
        head, _, key = str(rules["$ref"]).rpartition("/")
        if head != "#/$defs" or key not in self._definitions:
            raise unusable(f"refers to {key[:80]}, which it does not define")
        if key in self._open:
            raise unusable(f"defines {key[:80]} by itself")
        if key not in self._done:
            self._open.add(key)
            self._done[key] = self.compiled(self._definitions[key])
            self._open.remove(key)
        return self._done[key]

    def properties(self, rules: dict[str, object]) -> Check:
        """Return a check of the fields that are named."""
        known = [(key, self.compiled(one)) for key, one in table(rules["properties"]).items()]

        def check(value: object, where: Where, found: list[Fault]) -> None:
            if isinstance(value, dict):
                for key, one in known:
                    if key in value:
                        one(value[key], (where, key), found)

        return check

    def additional(self, rules: dict[str, object]) -> Check:
        """Return a check of the fields that are not named."""
        known = set(table(rules.get("properties", {})))
        other = self.compiled(rules["additionalProperties"])

        def check(value: object, where: Where, found: list[Fault]) -> None:
            if isinstance(value, dict):
                for key in sorted(value.keys() - known):
                    other(value[key], (where, key), found)

        return check

    def items(self, rules: dict[str, object]) -> Check:
        """Return a check of each value in a list."""
        each = self.compiled(rules["items"])

        def check(value: object, where: Where, found: list[Fault]) -> None:
            if isinstance(value, list):
                for i, item in enumerate(value):
                    each(item, (where, i), found)

        return check

    def condition(self, rules: dict[str, object]) -> Check:
        """Return a check of `then` or of `else`, as `if` decides."""
        asked = self.compiled(rules["if"])
        then, other = (self.compiled(rules.get(key, True)) for key in ("then", "else"))

        def check(value: object, where: Where, found: list[Fault]) -> None:
            (then if _fits(asked, value) else other)(value, where, found)

        return check

    def negation(self, rules: dict[str, object]) -> Check:
        """Return a check that refuses what another one takes."""
        refused = self.compiled(rules["not"])
        return simple("may not be like this here", lambda value: not _fits(refused, value))

    def every(self, rules: dict[str, object]) -> Check:
        """Return a check that takes what all of several take."""
        return _each([self.compiled(one) for one in listed(rules["allOf"])])

    def some(self, rules: dict[str, object]) -> Check:
        """Return a check that takes what one of several takes."""
        ways = [self.compiled(one) for one in listed(rules["anyOf"])]
        problem = "is none of what may stand here"
        return simple(problem, lambda value: any(_fits(way, value) for way in ways))


_SILENT = frozenset({"$schema", "$id", "$defs", "title", "description", "then", "else"})
"""What says nothing by itself."""

_NESTED: dict[str, Callable[[_Compiler, dict[str, object]], Check]] = {
    "$ref": _Compiler.reference,
    "properties": _Compiler.properties,
    "additionalProperties": _Compiler.additional,
    "items": _Compiler.items,
    "if": _Compiler.condition,
    "not": _Compiler.negation,
    "allOf": _Compiler.every,
    "anyOf": _Compiler.some,
}


def _each(checks: Sequence[Check]) -> Check:
    def check(value: object, where: Where, found: list[Fault]) -> None:
        for one in checks:
            one(value, where, found)

    return check


def _fits(check: Check, value: object) -> bool:
    found: list[Fault] = []
    check(value, (), found)
    return not found
