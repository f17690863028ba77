"""The settings to read: Actions, environments, rulesets, secrets by name, installed Apps.

Source of the rights: docs.github.com, "Permissions required for GitHub Apps".
"""

from tests.rehearsal.hosts import setting_views as views
from tests.rehearsal.hosts.exchange import Json, RefusedError, Response, not_found
from tests.rehearsal.hosts.governed import Gate
from tests.rehearsal.hosts.hub import page
from tests.rehearsal.hosts.routes import Call, Route


def _permissions(call: Call) -> Response:
    settings, base = call.hub.state.settings, call.hub.repo.api
    selected: dict[str, Json] = {}
    if settings.allowed_actions == "selected":
        selected["selected_actions_url"] = f"{base}/actions/permissions/selected-actions"
    return Response.json(
        200,
        {
            "enabled": True,
            "allowed_actions": settings.allowed_actions,
            **selected,
            "sha_pinning_required": settings.sha_pinning,
        },
    )


def _selected(call: Call) -> Response:
    settings = call.hub.state.settings
    if settings.allowed_actions != "selected":
        raise RefusedError(409, "Conflict")
    return Response.json(
        200,
        {
            "github_owned_allowed": settings.github_owned,
            "verified_allowed": settings.verified,
            "patterns_allowed": list(settings.patterns),
        },
    )


def _token(call: Call) -> Response:
    state = call.hub.state
    return Response.json(
        200,
        {
            "default_workflow_permissions": state.settings.token,
            "can_approve_pull_request_reviews": state.actions_may_open_pull_requests,
        },
    )


def _forks(call: Call) -> Response:
    return Response.json(200, {"approval_policy": call.hub.state.settings.fork_approval})


def _reports(call: Call) -> Response:
    return Response.json(200, {"enabled": call.hub.state.settings.vulnerability_reports})


def _owners(call: Call) -> Response:
    names = call.hub.state.settings.unknown_owners
    return Response.json(200, {"errors": [views.unknown_owner(name) for name in names]})


def _secrets(call: Call) -> Response:
    return page(call, [views.secret(name) for name in call.hub.state.settings.secrets], "secrets")


def _environments(call: Call) -> Response:
    gates = call.hub.state.settings.environments
    rows = [views.environment(call.hub.repo, name, gate) for name, gate in gates.items()]
    return page(call, rows, "environments")


def _gate(call: Call) -> Gate:
    gate = call.hub.state.settings.environments.get(call.parts["environment"])
    if gate is None:
        raise not_found()
    return gate


def _branches(call: Call) -> Response:
    return page(call, views.branch_policies(_gate(call)), "branch_policies")


def _kept_secrets(call: Call) -> Response:
    return page(call, [views.secret(name) for name in _gate(call).secrets], "secrets")


def _kept_variables(call: Call) -> Response:
    return page(call, [views.variable(name) for name in _gate(call).variables], "variables")


def _rulesets(call: Call) -> Response:
    rows = [views.ruleset(call.hub.repo, *row) for row in call.hub.state.settings.rulesets.items()]
    return page(call, [_without(row, "rules", "conditions", "bypass_actors") for row in rows])


def _ruleset(call: Call) -> Response:
    number = call.number("ruleset_id")
    document = call.hub.state.settings.rulesets.get(number)
    if document is None:
        raise not_found()
    view = views.ruleset(call.hub.repo, number, document)
    # Who may pass is shown only to who may change the rule (REST description, "Get a ruleset").
    seen = call.bearer.may("administration:write")
    return Response.json(200, view if seen else _without(view, "bypass_actors"))


def _without(view: "dict[str, Json]", *names: str) -> Json:
    return {name: value for name, value in view.items() if name not in names}


def _installations(call: Call) -> Response:
    if call.parts["org"].lower() != call.hub.repo.owner.lower():
        raise not_found()
    rows = call.hub.state.settings.installations.items()
    return page(call, [views.installation(call.hub.repo, *row) for row in rows], "installations")


def of_administrators(call: Call) -> "dict[str, Json]":
    """Return the members of the repository that only its administrators see."""
    if not call.bearer.may("administration:read"):
        return {}
    settings = call.hub.state.settings
    states = {
        name: {"status": "enabled" if on else "disabled"} for name, on in settings.security.items()
    }
    return {**settings.merging, "security_and_analysis": states}


_REPO = "/repos/{owner}/{repo}"
_RULES = f"{_REPO}/actions/permissions"
_GATES = f"{_REPO}/environments"
_ADMIN = "administration:read"
_ROWS = (
    (_RULES, _permissions, _ADMIN),
    (f"{_RULES}/selected-actions", _selected, _ADMIN),
    (f"{_RULES}/workflow", _token, _ADMIN),
    (f"{_RULES}/fork-pr-contributor-approval", _forks, _ADMIN),
    (f"{_REPO}/private-vulnerability-reporting", _reports, _ADMIN),
    (f"{_REPO}/codeowners/errors", _owners, "contents:read"),
    (f"{_REPO}/actions/secrets", _secrets, "secrets:read"),
    (_GATES, _environments, "actions:read"),
    (f"{_GATES}/{{environment}}/deployment-branch-policies", _branches, "actions:read"),
    (f"{_GATES}/{{environment}}/secrets", _kept_secrets, "environments:read"),
    (f"{_GATES}/{{environment}}/variables", _kept_variables, "environments:read"),
    (f"{_REPO}/rulesets", _rulesets, None),
    (f"{_REPO}/rulesets/{{ruleset_id}}", _ruleset, None),
    ("/orgs/{org}/installations", _installations, "organization-administration:read"),
)
ROUTES = tuple(
    Route(method="GET", template=path, handler=handler, right=right)
    for path, handler, right in _ROWS
)
