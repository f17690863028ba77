"""What every surface of the local GitHub shares: state, git, tokens, artifacts, identities."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.rehearsal.hosts.artifacts import Artifacts
from tests.rehearsal.hosts.exchange import Json, RefusedError, Response, not_found
from tests.rehearsal.hosts.oidc import Oidc
from tests.rehearsal.hosts.repository import Repository
from tests.rehearsal.hosts.routes import Call
from tests.rehearsal.hosts.state import API, Event, Owner, State
from tests.rehearsal.hosts.tokens import ACTIONS_BOT, Bearer, Tokens

if TYPE_CHECKING:
    from tests.rehearsal.hosts.lag import Lags


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """The parts; none of them knows HTTP."""

    repo: Owner
    state: State
    repository: Repository
    tokens: Tokens
    artifacts: Artifacts
    oidc: Oidc
    lags: "Lags"

    def happened(
        self, name: str, actor: str, ref: str, *, sha: str | None = None, action: str | None = None
    ) -> None:
        """Record an event and what it may start (see `Event`)."""
        starts = "runs"
        if actor == ACTIONS_BOT:
            starts = {"workflow_dispatch": "runs", "pull_request": "approval"}.get(name, "nothing")
        event = Event(name=name, action=action, actor=actor, ref=ref, sha=sha, starts=starts)
        self.state.events.append(event)

    def require_workflows(self, bearer: Bearer, sha: str, refusal: RefusedError) -> None:
        """Raise `refusal` when `sha` has other workflow files than the default branch's tip.

        GitHub then asks for the permission `workflows`, which GITHUB_TOKEN never has
        (REST description, "Create a release" and "Create a reference").
        """
        if bearer.may("workflows:write") and bearer.actor != ACTIONS_BOT:
            return
        tip = f"refs/heads/{self.repo.default_branch}"
        git = self.repository
        if git.commit(tip) and git.workflows_tree(sha) != git.workflows_tree(tip):
            raise refusal


def page(call: Call, items: Sequence[Json], key: str | None = None) -> Response:
    """Answer with the page the query asks for, as a list or below `key` with a total."""
    size = min(_positive(call, "per_page", 30), 100)
    number = _positive(call, "page", 1)
    last = max(1, ceil(len(items) / size))
    part = list(items[(number - 1) * size : number * size])
    body: Json = {"total_count": len(items), key: part} if key else part
    return Response.json(200, body, _links(call, number, last))


def _positive(call: Call, name: str, default: int) -> int:
    text = call.request.query.get(name, "")
    return max(1, int(text)) if text.isdecimal() else default


def _links(call: Call, number: int, last: int) -> dict[str, str]:
    targets = {"prev": number - 1, "next": number + 1, "last": last, "first": 1}
    place = f"{API}{call.request.path}"
    links = [
        f'<{place}?{urlencode({**call.request.query, "page": str(target)})}>; rel="{rel}"'
        for rel, target in targets.items()
        if 1 <= target <= last and target != number
    ]
    return {"Link": ", ".join(links)} if links else {}


def same_repository(call: Call) -> None:
    """Raise 404 when the path names another repository; names are compared without case."""
    asked = f"{call.parts.get('owner', '')}/{call.parts.get('repo', '').removesuffix('.git')}"
    if "owner" in call.parts and asked.lower() != call.hub.repo.full_name.lower():
        raise not_found()
