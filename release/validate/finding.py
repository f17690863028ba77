"""One thing that is wrong with a registry, and the verdict over all of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from release.errors import InvalidRecordError
from release.report import safe

RULES = {
    "json": "the registry is one JSON object in UTF-8, bounded, without a key twice",
    "schema": "it fits its schema",
    "duplicate": "an id stands once",
    "rows": "rows are sorted and do not contradict each other",
    "irregular": "what lies in the folder is a regular file, never a link",
    "stranger": "a model or a JSON file in the folder is named by an entry",
    "collision": "no two names in the folder differ only in case or in the form of letters",
    "model": "the model is there, is what its digest says, is ONNX in one file, and has the opset",
    "int8": "the quantised variant is there and is what its digest says",
    "sidecar": "the sidecar is there, fits its schema and digest, and says what the graph says",
    "bundle": "a release has its bundle beside it, and a bundle is one",
    "placeholder": "nothing is left to write in entry or card",
    "publisher": "a release names the row of the policy that speaks of it",
    "card": "the card is there, with its two markers and front matter that model hubs know",
    "points": "the card makes its five points, and its example is code",
    "facts": "the rendered facts are those of registry, sidecar and newest release",
    "handwritten": "no digest, size, count or release number is typed into the card",
    "pin": "the pin of a mirror is whole, and the mirror has a card",
}
"""Every rule by its word, which reports carry."""

SHOWN = 100
"""So many findings are listed; the count says how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong: the rule, a path into the registry or the name of a file, and a sentence."""

    rule: str
    path: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found, and how many entries of which sort were looked at."""

    findings: tuple[Finding, ...]
    released: int = 0
    smoke: int = 0
    in_tree: int = 0

    @classmethod
    def refused(cls, findings: Iterable[Finding]) -> "Verdict":
        """Return the verdict on a registry that could not be read as one."""
        return cls(findings=tuple(findings))

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    @property
    def entries(self) -> int:
        """How many models were looked at."""
        return self.released + self.smoke + self.in_tree

    def require(self) -> "Verdict":
        """Return this if nothing is wrong; raises InvalidRecordError with the first finding."""
        if not self.findings:
            return self
        first = self.findings[0]
        more = f" (and {len(self.findings) - 1} more)" if len(self.findings) > 1 else ""
        raise InvalidRecordError(
            safe(f"{first.path}: {first.message}")[:380] + more,
            expected="a registry, and files beside it, that agree",
            remedy="run scripts/validate_model_registry.py and correct what it names",
        )

    def lines(self, schema: str) -> tuple[str, ...]:
        """Return what a person reads; the wording is the reference system's."""
        if self.ok:
            return (f"OK: {self.entries} registry entries valid against {schema}",)
        shown = tuple(f"FAIL: {f.message} [{f.rule}] at {f.path}" for f in self.findings[:SHOWN])
        return (*shown, f"{len(self.findings)} error(s) — registry validation failed.")
