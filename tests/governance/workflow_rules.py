"""What the workflows may do, held against the data: each rule returns what breaks it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ruamel.yaml import YAML

from upkeep.governance import Governance

Workflows = Mapping[str, str]
"""File name → text."""
_PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
_NAMED = re.compile(r"\b(secrets|vars)\s*(?:\.\s*(\w+)|\[\s*'(\w+)'\s*\]|(\[))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job, written `file.yml/job`, as the rules see it."""

    key: str
    fields: Mapping[str, object]

    @property
    def environment(self) -> str:
        """The environment's name, empty without one."""
        value = self.fields.get("environment", "")
        return str(value["name"] if isinstance(value, Mapping) else value)

    @property
    def writes(self) -> tuple[str, ...]:
        """The scopes that the job may write, sorted."""
        rights = self.fields.get("permissions", {})
        if not isinstance(rights, Mapping):
            return (str(rights),)
        return tuple(sorted(str(scope) for scope, level in rights.items() if level == "write"))

    @property
    def steps(self) -> tuple[Mapping[str, object], ...]:
        """The steps."""
        value = self.fields.get("steps", [])
        return tuple(value) if isinstance(value, list) else ()


def jobs(workflows: Workflows) -> Iterator[Job]:
    """Return every job of every workflow."""
    for name, text in workflows.items():
        for key, fields in YAML(typ="safe", pure=True).load(text)["jobs"].items():
            yield Job(key=f"{name}/{key}", fields=fields)


def rights(workflows: Workflows, data: Governance) -> list[str]:
    """Return the jobs that write what no row says, and the rows without such a job."""
    allowed = {row.job: tuple(sorted(row.write)) for row in data.rights}
    found = {job.key: job.writes for job in jobs(workflows) if job.writes}
    return sorted(key for key in {*allowed, *found} if allowed.get(key) != found.get(key))


def environments(workflows: Workflows, data: Governance) -> list[str]:
    """Return the jobs that enter another environment than the data says."""
    wanted = {job: row.name for row in data.environments for job in row.jobs}
    found = {job.key: job.environment for job in jobs(workflows) if job.environment}
    there = {key for key in wanted if key.partition("/")[0] in workflows}
    return sorted(key for key in {*there, *found} if wanted.get(key) != found.get(key))


def secrets(workflows: Workflows, data: Governance) -> list[str]:
    """Return the files that name a secret or variable outside of a job whose gate holds it."""
    keys = {app.environment: (app.key,) for app in data.apps}  # of Apps not installed yet, too
    held = {
        row.name: {"secrets": (*row.secrets, *keys.get(row.name, ())), "vars": row.variables}
        for row in data.environments
    }
    wrong = []
    for name, text in workflows.items():
        everywhere = len(_NAMED.findall(text)) + text.count("secrets: inherit")
        within = [job for job in jobs({name: text}) if job.environment in held]
        fine = sum(
            next(filter(None, names), "") in held[job.environment][kind]
            for job in within
            for kind, *names in _NAMED.findall(repr(job.fields).replace("\\'", "'"))
        )
        wrong += [name] * (everywhere != fine)
    return wrong


def pins(workflows: Workflows, data: Governance) -> list[str]:
    """Return the actions that are not pinned or not allowed, and what is allowed for nothing."""
    allowed = next(row.want for row in data.settings if row.field == "patterns_allowed")
    patterns = ("actions/*", *(allowed if isinstance(allowed, tuple) else ()))
    used = [str(step["uses"]) for job in jobs(workflows) for step in job.steps if "uses" in step]
    used += [str(job.fields["uses"]) for job in jobs(workflows) if "uses" in job.fields]
    wrong = [u for u in used if not _PINNED.fullmatch(u) or not _any(u, patterns)]
    return wrong + [p for p in patterns if not any(fnmatchcase(u, p) for u in used)]


def inputs(workflows: Workflows, _: Governance) -> list[str]:
    """Return the jobs with an expression where an interpreter would read it as code."""
    wrong = []
    for job in jobs(workflows):
        for step in job.steps:
            given = step.get("with", {})
            script = given.get("script", "") if isinstance(given, Mapping) else ""
            if "${{" in f"{step.get('run', '')}{script}{step.get('shell', '')}":
                wrong.append(job.key)
    return wrong


def _any(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


RULES = {
    "rights": rights,
    "environments": environments,
    "secrets": secrets,
    "pins": pins,
    "inputs": inputs,
}
