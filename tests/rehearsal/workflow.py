"""A workflow file as the world reads it: jobs, rights, runner labels, actions and inputs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tests.rehearsal.failure import RehearsalError

_USES = re.compile(r"(?P<action>[\w.-]+/[\w.-]+)@(?P<ref>[0-9a-f]{40})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One `uses:` of a marketplace action, and the inputs it is given."""

    action: str
    ref: str
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSpec:
    """What one job asks for."""

    id: str
    name: str
    labels: tuple[str, ...]
    rights: Mapping[str, str]
    environment: str | None
    uses: tuple[Use, ...]

    @property
    def may_sign(self) -> bool:
        """Whether the job may ask for an identity token."""
        return self.rights.get("id-token") == "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A workflow file at one commit."""

    file: str
    name: str
    text: str
    jobs: tuple[JobSpec, ...]
    inputs: Mapping[str, str]
    """The inputs that workflow_dispatch knows, with their defaults."""

    @property
    def path(self) -> str:
        """Return where the file lives in the tree."""
        return f".github/workflows/{self.file}"


def yaml() -> YAML:
    """Return a YAML 1.2 reader that keeps comments, quotes and the key `on`."""
    reader = YAML()
    reader.width = 10**6
    reader.preserve_quotes = True
    return reader


def parse(file: str, text: str) -> Workflow:
    """Read a workflow file; raises RehearsalError for what this world does not imitate."""
    try:
        document = yaml().load(StringIO(text))
    except YAMLError as error:
        raise _refuse(file, f"is not YAML: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("jobs"), dict):
        raise _refuse(file, "has no jobs")
    default = document.get("permissions")
    jobs = tuple(_job(file, str(key), job, default) for key, job in document["jobs"].items())
    return Workflow(
        file=file,
        name=str(document.get("name") or f".github/workflows/{file}"),
        text=text,
        jobs=jobs,
        inputs=_dispatch_inputs(document.get("on")),
    )


def _job(file: str, key: str, job: object, default: object) -> JobSpec:
    if not isinstance(job, dict) or "steps" not in job:
        raise _refuse(file, f"job {key} calls another workflow")
    environment = job.get("environment")
    if isinstance(environment, dict):
        environment = environment.get("name")
    labels = job.get("runs-on", ())
    return JobSpec(
        id=key,
        name=str(job.get("name", key)),
        labels=(str(labels),) if isinstance(labels, str) else tuple(str(label) for label in labels),
        rights=_rights(f"{file}, job {key},", job.get("permissions", default)),
        environment=None if environment is None else str(environment),
        uses=tuple(_uses(file, job["steps"])),
    )


def _rights(where: str, permissions: object) -> Mapping[str, str]:
    """Return the scopes; the job's block replaces the workflow's, as on GitHub."""
    if not isinstance(permissions, dict):
        raise _refuse(where, "does not list its permissions one by one")
    return {"metadata": "read"} | {str(key): str(value) for key, value in permissions.items()}


def _uses(file: str, steps: object) -> Iterator[Use]:
    for step in steps if isinstance(steps, list) else []:
        if (uses := step.get("uses")) is None:
            continue
        if not (match := _USES.fullmatch(str(uses))):
            raise _refuse(file, f"uses {uses}, which is not an action pinned by commit")
        given = tuple(str(key) for key in step.get("with", {}))
        yield Use(action=match["action"], ref=match["ref"], inputs=given)


def _dispatch_inputs(on: object) -> Mapping[str, str]:
    """Return the inputs with their defaults as GitHub puts them into the event: as text."""
    dispatch = on.get("workflow_dispatch") if isinstance(on, dict) else None
    inputs = (dispatch or {}).get("inputs") if isinstance(dispatch, dict) else None
    return {
        str(key): _text((spec or {}).get("default", "")) for key, spec in (inputs or {}).items()
    }


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _refuse(what: str, problem: str) -> RehearsalError:
    return RehearsalError(
        "workflow",
        f"{what} {problem}",
        expected="steps, rights written out, and actions pinned by a full commit id",
        remedy="change the workflow, or teach tests/rehearsal/workflow.py the new form",
    )
