"""How environments, rulesets, secrets and installed Apps look in JSON."""

from collections.abc import Mapping
from zlib import crc32

from tests.rehearsal.hosts.exchange import Json
from tests.rehearsal.hosts.governed import Gate, Installed
from tests.rehearsal.hosts.state import WEB, Owner
from tests.rehearsal.hosts.views import user

_THEN = "2024-02-01T00:00:00Z"
_DATES: Mapping[str, Json] = {"created_at": _THEN, "updated_at": _THEN}


def secret(name: str) -> Json:
    """Return a secret: its name, never its value."""
    return {"name": name, **_DATES}


def variable(name: str) -> Json:
    """Return a variable."""
    return {"name": name, "value": "x", **_DATES}


def unknown_owner(name: str) -> Json:
    """Return the complaint about an owner in CODEOWNERS who is not there or may not write."""
    return {
        "line": 3,
        "column": 1,
        "kind": "Unknown owner",
        "source": f"* {name}",
        "suggestion": f"make sure {name} exists and has write access to the repository",
        "message": f"Unknown owner on line 3: make sure {name} exists and has write access",
        "path": ".github/CODEOWNERS",
    }


def environment(repo: Owner, name: str, gate: Gate) -> Json:
    """Return an environment; GitHub lists a rule only where one is set."""
    number = crc32(name.encode())
    rules: list[Json] = []
    if gate.reviewers:
        people: list[Json] = [{"type": "User", "reviewer": user(login)} for login in gate.reviewers]
        rules.append(
            {
                **_rule("required_reviewers", number),
                "prevent_self_review": gate.prevent_self_review,
                "reviewers": people,
            }
        )
    policy: Json = None
    if gate.branches is not None:
        rules.append(_rule("branch_policy", number + 1))
        policy = {"protected_branches": False, "custom_branch_policies": True}
    return {
        "id": number,
        "node_id": f"EN_{number}",
        "name": name,
        "url": f"{repo.api}/environments/{name}",
        "html_url": f"{repo.web}/deployments/activity_log?environments_filter={name}",
        **_DATES,
        "can_admins_bypass": gate.administrators_bypass,
        "protection_rules": rules,
        "deployment_branch_policy": policy,
    }


def _rule(kind: str, number: int) -> dict[str, Json]:
    return {"id": number, "node_id": f"GA_{number}", "type": kind}


def branch_policies(gate: Gate) -> "list[Json]":
    """Return which branches and tags may enter."""
    kinds = [(name, "branch") for name in gate.branches or ()]
    kinds += [(name, "tag") for name in gate.tags]
    return [
        {"id": number, "node_id": f"GDBP_{number}", "name": name, "type": kind}
        for number, (name, kind) in enumerate(kinds, 1)
    ]


def ruleset(repo: Owner, number: int, document: Mapping[str, Json]) -> dict[str, Json]:
    """Return a ruleset as GitHub tells it: what was imported, and what GitHub adds."""
    address = f"{repo.api}/rulesets/{number}"
    rules = document["rules"]
    return {
        "id": number,
        "name": document["name"],
        "target": document["target"],
        "source_type": "Repository",
        "source": repo.full_name,
        "enforcement": document["enforcement"],
        "conditions": document["conditions"],
        "rules": [_completed(rule) for rule in rules] if isinstance(rules, list) else [],
        "bypass_actors": document["bypass_actors"],
        "current_user_can_bypass": "never",
        "node_id": f"RRS_{number}",
        **_DATES,
        "_links": {"self": {"href": address}, "html": {"href": f"{WEB}/{repo.full_name}/rules"}},
    }


def _completed(rule: Json) -> Json:
    """Return a rule with the parameters that GitHub adds at their defaults."""
    if not isinstance(rule, Mapping) or rule.get("type") != "pull_request":
        return rule
    parameters = rule.get("parameters")
    stated = parameters if isinstance(parameters, Mapping) else {}
    return {"type": "pull_request", "parameters": {"required_reviewers": [], **stated}}


def installation(repo: Owner, slug: str, installed: Installed) -> Json:
    """Return an App's installation in the organisation."""
    number = crc32(slug.encode())
    api = f"https://api.github.com/app/installations/{number}"
    return {
        "id": number,
        "account": {**user(repo.owner, repo.owner_id), "type": "Organization"},
        "repository_selection": "all" if installed.everywhere else "selected",
        "access_tokens_url": f"{api}/access_tokens",
        "repositories_url": "https://api.github.com/installation/repositories",
        "html_url": f"{WEB}/organizations/{repo.owner}/settings/installations/{number}",
        "app_id": installed.app_id,
        "app_slug": slug,
        "target_id": repo.owner_id,
        "target_type": "Organization",
        "permissions": dict(installed.permissions),
        "events": [],
        **_DATES,
        "single_file_name": None,
        "suspended_by": None,
        "suspended_at": None,
    }
