"""From "run this workflow" to an order the runner can carry out: payload, context, rights."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release.canonical import Json
from release.policy import Repository
from tests.rehearsal import environment, payloads
from tests.rehearsal.act import Context
from tests.rehearsal.failure import Place, RehearsalError
from tests.rehearsal.hosts.github import GitHub
from tests.rehearsal.hosts.oidc import Claims
from tests.rehearsal.hosts.state import RunRecord
from tests.rehearsal.hosts.tokens import ACTIONS_BOT
from tests.rehearsal.permissions import Grant, IdentityEndpoint, scopes
from tests.rehearsal.runner import Order
from tests.rehearsal.workflow import JobSpec, Workflow

MAIN = "refs/heads/main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why a run is made."""

    event: str
    actor: str
    inputs: Mapping[str, str]
    before: str
    """For a push: what main was."""
    expected: Mapping[str, str]
    """What each job should end with, where that is not success."""
    pull: payloads.PullRequest | None = None
    """For a pull request: which."""


class Orders:
    """Writes the orders of one repository, and takes back what they gave."""

    def __init__(self, github: GitHub, repository: Repository, canary: str) -> None:
        """Issue tokens of `github`; `canary` is what act gives to whoever asks wrongly."""
        self._github = github
        self._repository = repository
        self._canary = canary

    def write(self, workflow: Workflow, run: RunRecord, occasion: Occasion, logs: Path) -> Order:
        """Return the order; raises RehearsalError for an input the workflow does not know."""
        _require_known(workflow, occasion.inputs)
        return Order(
            workflow=workflow,
            context=self._context(run, occasion),
            payload=self._payload(workflow, run, occasion),
            grants={job.id: self._grant(workflow, job, run) for job in workflow.jobs},
            canary=self._canary,
            repository=self._github.git_dir,
            artifacts=environment.artifact_service(self._github.artifacts.runtime_token(run.id)),
            expected=occasion.expected,
            logs=logs,
        )

    def take_back(self, order: Order) -> None:
        """End the rights of the jobs: the run is over."""
        for grant in order.grants.values():
            self._github.tokens.revoke(grant.token)
            if grant.identity:
                self._github.oidc.revoke(grant.identity.token)

    def _context(self, run: RunRecord, occasion: Occasion) -> Context:
        return Context(
            repository=self._repository.name,
            repository_id=self._repository.id,
            owner_id=self._repository.owner_id,
            ref=occasion.pull.ref if occasion.pull else MAIN,
            sha=run.sha,
            actor=run.actor,
            run_id=run.id,
            run_attempt=run.attempt,
            event=run.event,
        )

    def _payload(self, workflow: Workflow, run: RunRecord, occasion: Occasion) -> Json:
        subject = payloads.Subject(
            repository=self._repository.name,
            repository_id=self._repository.id,
            owner_id=self._repository.owner_id,
            actor=occasion.actor,
        )
        match run.event:
            case "workflow_dispatch":
                inputs = {**workflow.inputs, **occasion.inputs}
                return payloads.dispatch(subject, workflow=workflow.path, ref=MAIN, inputs=inputs)
            case "push":
                return payloads.push(subject, ref=MAIN, before=occasion.before, after=run.sha)
            case "schedule":
                return payloads.schedule("17 5 * * 1")
            case "pull_request" if occasion.pull:
                return payloads.pull_request(subject, occasion.pull)
            case _:
                raise RehearsalError(
                    "event",
                    f"the event {run.event} has no payload here",
                    expected="workflow_dispatch, push, schedule or pull_request",
                    remedy="add its payload to tests/rehearsal/payloads.py",
                )

    def _grant(self, workflow: Workflow, job: JobSpec, run: RunRecord) -> Grant:
        token = self._github.tokens.issue(ACTIONS_BOT, scopes(job), run_id=run.id)
        held = self._github.hub.state.secrets.get(job.environment or "", {})
        return Grant(token=token, identity=self._identity(workflow, job, run), environment=held)

    def _identity(
        self, workflow: Workflow, job: JobSpec, run: RunRecord
    ) -> IdentityEndpoint | None:
        if not job.may_sign:
            return None
        claims = Claims(
            repository=self._repository.name,
            repository_id=self._repository.id,
            owner_id=self._repository.owner_id,
            ref=MAIN,
            sha=run.sha,
            workflow_name=workflow.name,
            workflow_file=workflow.file,
            event=run.event,
            run_id=run.id,
            run_attempt=run.attempt,
            environment=job.environment,
        )
        oidc = self._github.oidc
        return IdentityEndpoint(url=oidc.request_url, token=oidc.register(claims))


def _require_known(workflow: Workflow, inputs: Mapping[str, str]) -> None:
    if unknown := sorted(inputs.keys() - workflow.inputs.keys()):
        raise RehearsalError(
            "input",
            f"{workflow.file} does not know the input {unknown[0]}",
            expected=f"one of {', '.join(sorted(workflow.inputs)) or 'none'}",
            remedy="GitHub answers 422; correct the scenario",
            place=Place(step=workflow.file),
        )
