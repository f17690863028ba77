"""What an owner can click wrong: one drift each, with the place where the doctor must find it."""

from collections.abc import Callable
from dataclasses import replace

from tests.rehearsal import owner
from tests.rehearsal.hosts.github import GitHub
from tests.rehearsal.hosts.governed import Gate, Installed

Drift = Callable[[GitHub, dict[str, int]], object]
"""Changes one thing of a repository that was clicked right; gets the numbers of its rulesets."""


def _immutability_off(github: GitHub, _: dict[str, int]) -> None:
    github.immutable_releases = False


def _no_pull_requests_by_actions(github: GitHub, _: dict[str, int]) -> None:
    github.actions_may_open_pull_requests = False


def _without_rule(name: str, kind: str) -> Drift:
    def drift(github: GitHub, numbers: dict[str, int]) -> None:
        document = github.settings.rulesets[numbers[name]]
        rules = document["rules"]
        assert isinstance(rules, list)
        kept = [rule for rule in rules if rule["type"] != kind]
        assert len(kept) == len(rules) - 1
        github.settings.rulesets[numbers[name]] = {**document, "rules": kept}

    return drift


def _ruleset(file: str, /, **members: object) -> Drift:
    def drift(github: GitHub, numbers: dict[str, int]) -> None:
        document = github.settings.rulesets[numbers[file]]
        github.settings.rulesets[numbers[file]] = {**document, **members}  # type: ignore[dict-item]

    return drift


def _gate(**members: object) -> Drift:
    def drift(github: GitHub, _: dict[str, int]) -> None:
        changed: Gate = replace(owner.gate(), **members)  # type: ignore[arg-type]
        github.settings.environments["mirror-sign"] = changed

    return drift


def _setting(**members: object) -> Drift:
    def drift(github: GitHub, _: dict[str, int]) -> None:
        for name, value in members.items():
            assert getattr(github.settings, name) != value
            setattr(github.settings, name, value)

    return drift


MIRROR = "Settings · Environments · mirror-sign"
ACTIONS = "Settings · Actions · General"
RULES = "Settings · Rules · Rulesets"
ADMIN = [{"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "always"}]
DRIFTS: dict[str, tuple[Drift, str]] = {
    "immutable releases off": (_immutability_off, "Settings · General · Releases"),
    "a token that writes": (_setting(token="write"), f"{ACTIONS} · Workflow permissions"),
    "no pull requests by Actions": (
        _no_pull_requests_by_actions,
        f"{ACTIONS} · Workflow permissions",
    ),
    "actions by tag": (_setting(sha_pinning=False), f"{ACTIONS} · Actions permissions"),
    "another action": (
        _setting(patterns=("evil/action@*",)),
        f"{ACTIONS} · Actions permissions",
    ),
    "a secret of the repository": (
        _setting(secrets=("COSIGN_KEY",)),
        "Settings · Secrets and variables · Actions · Repository secrets",
    ),
    "an owner who does not exist": (
        _setting(unknown_owners=("@VMAFx/trust",)),
        "Organisation · Teams, and .github/CODEOWNERS",
    ),
    "a label is gone": (
        lambda github, _: github.state.labels.remove("autorelease: tagged"),
        "Issues · Labels",
    ),
    "nobody is asked": (_gate(reviewers=()), MIRROR),
    "self-review": (_gate(prevent_self_review=False), MIRROR),
    "any branch": (_gate(branches=None), MIRROR),
    "another branch": (_gate(branches=("main", "drop/*")), MIRROR),
    "a tag": (_gate(tags=("v*",)), MIRROR),
    "administrators bypass": (_gate(administrators_bypass=True), MIRROR),
    "a secret of the signer": (_gate(secrets=("COSIGN_KEY",)), MIRROR),
    "a variable of the signer": (_gate(variables=("SAN",)), MIRROR),
    "an environment nobody wrote down": (
        lambda github, _: github.settings.environments.update({"mirror-sing": Gate()}),
        "Settings · Environments · mirror-sing",
    ),
    "no review": (_without_rule("main.json", "pull_request"), f"{RULES} · main"),
    "no required check": (_without_rule("main.json", "required_status_checks"), f"{RULES} · main"),
    "tags may move": (_without_rule("mirror-tags.json", "update"), f"{RULES} · mirror tags"),
    "a ruleset switched off": (_ruleset("main.json", enforcement="disabled"), f"{RULES} · main"),
    "somebody bypasses": (_ruleset("main.json", bypass_actors=ADMIN), f"{RULES} · main"),
    "other tags": (
        _ruleset("other-tags.json", conditions={"ref_name": {"include": ["x"], "exclude": []}}),
        f"{RULES} · every other tag",
    ),
    "a ruleset deleted": (
        lambda github, numbers: github.settings.rulesets.pop(numbers["tool-tags.json"]),
        f"{RULES} · tool tags",
    ),
    "a ruleset nobody wrote down": (
        _ruleset("tool-tags.json", name="open tags"),
        f"{RULES} · open tags",
    ),
    "a watch stopped": (
        lambda github, _: github.state.stopped.update({"log-monitor.yml": "disabled_inactivity"}),
        "Actions · log-monitor",
    ),
    "an App nobody planned yet": (
        lambda github, _: github.settings.installations.update(
            {"u2netp-mirror-release": Installed(permissions={"workflows": "write"}, app_id=7)}
        ),
        "Organisation · Settings · GitHub Apps · u2netp-mirror-release",
    ),
}
