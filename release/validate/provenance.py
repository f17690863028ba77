"""The report for machines: the verdict, and a record of what was run on which bytes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from release.artifact import Digest
from release.canonical import Json
from release.report import safe
from release.validate.finding import SHOWN, Verdict

SCHEMA = "model-registry-report-v1"
RUN_SCHEMA = "ai-run-provenance-v1"
"""The record's form is the reference system's (ADR-0661 there)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: the arguments as they were given, and the bytes that were checked.

    The report is named and not described: it does not exist before it is written, and a second
    run would find another one.
    """

    root: Path
    entrypoint: Path
    arguments: Sequence[str]
    inputs: Mapping[str, tuple[Path, bytes]]
    report: Path | None

    def fields(self) -> dict[str, Json]:
        """Return the record as JSON."""
        inputs = {name: self._record(path, data) for name, (path, data) in self.inputs.items()}
        return {
            "schema": RUN_SCHEMA,
            "entrypoint": self._shown(self.entrypoint),
            "argv": [safe(argument) for argument in self.arguments],
            "inputs": inputs,
            "outputs": {"report": self._shown(self.report) if self.report else None},
        }

    def _record(self, path: Path, data: bytes) -> dict[str, Json]:
        digest = Digest.of(data).hex
        return {"path": self._shown(path), "exists": True, "kind": "file", "sha256": digest}

    def _shown(self, path: Path) -> str:
        """Return `path` from the root of the tree, or whole when it lies elsewhere."""
        whole = path.absolute()
        return (
            whole.relative_to(self.root) if whole.is_relative_to(self.root) else whole
        ).as_posix()


def rendered(verdict: Verdict, run: Run) -> str:
    """Return the report as it is written: sorted keys, so that equal runs give equal bytes."""
    errors = [
        {"rule": f.rule, "path": safe(f.path), "message": safe(f.message)}
        for f in verdict.findings[:SHOWN]
    ]
    counts = {
        "released": verdict.released,
        "smoke": verdict.smoke,
        "in_tree": verdict.in_tree,
    }
    document = {
        "schema": SCHEMA,
        "verdict": "valid" if verdict.ok else "invalid",
        "ok": verdict.ok,
        "model_count": verdict.entries,
        "counts": counts,
        "error_count": len(verdict.findings),
        "errors": errors,
        "run_provenance": run.fields(),
    }
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
