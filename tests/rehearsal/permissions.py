"""Per-job rights, which act does not know: what a job's `permissions:` ask for and no more.

act gives one global token to every step. So it runs a copy of the workflow that differs from the
file in exactly three ways: a job with `id-token: write` gets the two variables of the identity
endpoint; each `github.token` in an expression of an `env:` or `with:` value is that job's own
token; and each `${{ secrets.NAME }}` there is what the job's environment holds, often nothing.
"""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from tests.rehearsal.workflow import JobSpec, Workflow, yaml

_TOKEN = re.compile(r"\$\{\{\s*github\.token\s*\}\}")
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}")
_WITHIN = re.compile(r"(?<![\w.-])github\.token(?![\w.-])")
_SECRET = re.compile(r"\$\{\{\s*secrets\.(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityEndpoint:
    """Where one job asks for its identity token, and the secret it shows there."""

    url: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What one job is given."""

    token: str
    identity: IdentityEndpoint | None
    environment: Mapping[str, str] = field(default_factory=dict)
    """The secrets of the job's environment, by name."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must not appear in a log, a long one line by line."""
        lines = (line for value in self.environment.values() for line in value.splitlines())
        identity = (self.identity.token,) if self.identity else ()
        return (self.token, *identity, *lines)


def scopes(job: JobSpec) -> Mapping[str, str]:
    """Return the scopes of the job's token; the identity endpoint is not one of them."""
    return {name: right for name, right in job.rights.items() if name != "id-token"}


def executable_copy(workflow: Workflow, grants: Mapping[str, Grant]) -> str:
    """Return the text that act runs; `grants` holds one entry per job."""
    reader = yaml()
    document = reader.load(StringIO(workflow.text))
    for job_id, job in document["jobs"].items():
        _insert(job, grants[job_id])
    out = StringIO()
    reader.dump(document, out)
    return out.getvalue()


# ruamel's nodes are untyped; they do not leave this module.
def _insert(job: MutableMapping[str, Any], grant: Grant) -> None:
    for values in _value_maps(job):
        for key, value in values.items():
            if isinstance(value, str):
                values[key] = _filled(value, grant)
    if grant.identity:
        job.setdefault("env", {})
        job["env"]["ACTIONS_ID_TOKEN_REQUEST_URL"] = grant.identity.url
        job["env"]["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = grant.identity.token


def _filled(value: str, grant: Grant) -> str:
    """Return `value` with the token and the secrets in it; one that is not there is empty."""
    literal = f"'{grant.token}'"
    with_token = _EXPRESSION.sub(
        lambda match: _WITHIN.sub(literal, match[0]), _TOKEN.sub(grant.token, value)
    )
    return _SECRET.sub(lambda match: grant.environment.get(match[1], ""), with_token)


def _value_maps(job: MutableMapping[str, Any]) -> Iterator[MutableMapping[str, Any]]:
    yield job.get("env") or {}
    for step in job["steps"]:
        yield step.get("env") or {}
        yield step.get("with") or {}
