"""What a rehearsal did, for machines: build/rehearsal/report.json, written on failure too."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from release.canonical import Json
from release.files import write_text
from tests.rehearsal.failure import RehearsalError
from tests.rehearsal.findings import MANUAL, NotRun, Verdict
from tests.rehearsal.hosts.records import ReleaseRecord
from tests.rehearsal.runs import Job, Run
from tests.rehearsal.signer import Signer, signer_of
from tests.rehearsal.world import World

SCHEMA = 1
FILE = "report.json"
_SIGNED = "SHA256SUMS.bundle"
"""What every release has, of a model or of a version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file of the release."""

    name: str
    size: int
    sha256: str

    def fields(self) -> dict[str, Json]:
        """Return the asset as JSON."""
        return {"name": self.name, "size": self.size, "sha256": self.sha256}


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """The published release, and who signed its list of files."""

    tag: str
    assets: tuple[Asset, ...]
    signer: Signer

    @classmethod
    def of(cls, record: ReleaseRecord) -> "Released":
        """Read the release as the host holds it; raises ValueError when nothing was signed."""
        assets = tuple(
            Asset(name=a.name, size=a.size, sha256=(a.digest or "").removeprefix("sha256:"))
            for a in record.assets
        )
        (bundle,) = (a.path for a in record.assets if a.name == _SIGNED)
        return cls(tag=record.tag, assets=assets, signer=signer_of(bundle.read_bytes()))

    def fields(self) -> dict[str, Json]:
        """Return tag and assets as JSON."""
        return {"tag": self.tag, "assets": [asset.fields() for asset in self.assets]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How one story ended; without a failure and without a reason not to run, well."""

    name: str
    seconds: float = 0.0
    failure: RehearsalError | None = None
    not_run: str | None = None
    runs: tuple[Run, ...] = ()

    @property
    def result(self) -> str:
        """Return success, failure or not run."""
        if self.not_run:
            return "not run"
        return "failure" if self.failure else "success"

    def fields(self) -> dict[str, Json]:
        """Return the ending as JSON."""
        return {"name": self.name, "seconds": _seconds(self.seconds), "result": self.result}


@dataclass(slots=True, kw_only=True)
class Report:
    """Everything the table and the file say; `folder` holds the file and the logs."""

    folder: Path
    planned: tuple[str, ...] = ()
    world_seconds: float = 0.0
    commit: str | None = None
    head: str | None = None
    local_changes: bool = False
    stories: list[Told] = field(default_factory=list)
    released: Released | None = None
    log_entries: int = 0
    verdicts: list[Verdict] = field(default_factory=list)
    requests: Counter[str] = field(default_factory=Counter)
    refused_egress: list[str] = field(default_factory=list)
    not_run: list[NotRun] = field(default_factory=lambda: list(MANUAL))

    @property
    def good(self) -> bool:
        """Whether every planned story was told, and ended well."""
        ended_well = [told.name for told in self.stories if told.result == "success"]
        return ended_well == list(self.planned)

    @property
    def failure(self) -> Told | None:
        """The first story that failed."""
        return next((told for told in self.stories if told.failure), None)

    def take(self, world: World) -> None:
        """Add what happened in `world`, which still runs."""
        if world.pushed and self.commit is None:
            self.commit, tree = world.pushed.commit, world.pushed.tree
            self.head, self.local_changes = tree.head, tree.local_changes
        self.verdicts += world.findings.verdicts
        self.not_run += world.findings.not_run
        self.log_entries += world.sigstore.log_size() - 1  # the first entry is nobody's
        self.requests.update(seen.host for seen in world.network.requests)
        found = world.findings
        self.refused_egress += [
            host for host in world.network.refused if host not in found.provoked
        ]
        published = [record for record in world.github.releases() if not record.draft]
        if published and self.released is None:
            self.released = Released.of(published[-1])

    def write(self) -> Path:
        """Write the file and return where it is."""
        path = self.folder / FILE
        write_text(path, json.dumps(self.fields(), indent=2) + "\n")
        return path

    def fields(self) -> dict[str, Json]:
        """Return what the file holds; paths are relative to its folder."""
        signer = self.released.signer if self.released else None
        return {
            "schema": SCHEMA,
            "result": "success" if self.good else "failure",
            "commit": self.commit,
            "head": self.head,
            "local_changes": self.local_changes,
            "world_start_seconds": _seconds(self.world_seconds),
            "scenarios": [told.fields() for told in self.stories],
            "released": self.released.fields() if self.released else None,
            "signer": {"san": signer.san, "issuer": signer.issuer} if signer else None,
            "log_entries": self.log_entries,
            "verifiers": [verdict.fields() for verdict in self.verdicts],
            "steps": [
                self._step(told, run, job)
                for told in self.stories
                for run in told.runs
                for job in run.jobs
            ],
            "requests": dict(sorted(self.requests.items())),
            "refused_egress": list(self.refused_egress),
            "not_run": [entry.fields() for entry in self.not_run],
            "failure": self._failure(),
        }

    def _step(self, told: Told, run: Run, job: Job) -> Json:
        return {
            "scenario": told.name,
            "workflow": run.workflow,
            "name": job.id,
            "seconds": _seconds(job.seconds),
            "result": job.result,
            "expected": run.wanted(job),
            "log": self._relative(job.log),
            "summary": self._relative(job.summary),
        }

    def _failure(self) -> Json:
        if (told := self.failure) is None or (failure := told.failure) is None:
            return None
        return {
            "scenario": told.name,
            "kind": failure.kind,
            "step": failure.place.step if failure.place else None,
            "problem": failure.problem,
            "expected": failure.expected,
            "remedy": failure.remedy,
            "log": self._relative(failure.place.log) if failure.place else None,
            "repeat": repeat(told.name),
        }

    def _relative(self, path: Path | None) -> str | None:
        if path is None:
            return None
        return str(path.relative_to(self.folder) if path.is_relative_to(self.folder) else path)


def repeat(story: str) -> str:
    """Return the command that tells only this story again."""
    return f"make rehearse SCENARIO={story}"


def _seconds(value: float) -> str:
    """Return seconds as decimal text: what we write holds no floats."""
    return f"{value:.2f}"
