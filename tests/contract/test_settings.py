"""The settings of the local GitHub, and the doctor who asks for them."""

import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from release.errors import (
    ForeignObjectError,
    MissingRightError,
    ReleaseError,
    ServiceDownError,
    SettingError,
)
from release.github_api import GitHubApi
from release.policy import Policy, Repository
from tests.contract.place import REPO, Place
from tests.rehearsal import owner
from tests.rehearsal.appointment import POSTS, appointed, rights_of
from tests.rehearsal.drifts import DRIFTS, RULES
from tests.rehearsal.hosts.exchange import Json
from tests.rehearsal.hosts.faults import Effect, Fault
from tests.static.tree import ROOT, below
from upkeep import workflows
from upkeep.check import Check, Verdict, conclude
from upkeep.examination import Rules, examine
from upkeep.governance import PATH, Governance
from upkeep.rulesets import FOLDER

RIGHTS = {
    "actions": "read",
    "administration": "write",
    "contents": "read",
    "environments": "read",
    "organization_administration": "read",
    "secrets": "read",
}


def repository() -> Repository:
    return Policy.parse((ROOT / "model/policy.toml").read_bytes()).repository


def examined(
    place: Place,
    rights: dict[str, str],
    *,
    expected: Repository | None = None,
    root: Path = ROOT,
) -> tuple[Check, ...]:
    """Return what the doctor finds with an App's token that has `rights`."""
    token = place.token("doctor[bot]", **rights)
    tls = ssl.create_default_context(cafile=str(place.network.ca_file))
    proxy = place.network.proxy_url
    with GitHubApi("VMAFx/vmafx", token, proxy=proxy, tls=tls, pause=lambda _: None) as api:
        return examine(Rules.of(root), expected or repository(), api)


def clicked(place: Place) -> dict[str, int]:
    """Set everything up, with our workflows on main."""
    place.commit({str(path): "on: schedule\n" for path in below(workflows.FOLDER, suffix=".yml")})
    return owner.click(place.github, ROOT)


def of(checks: tuple[Check, ...], verdict: Verdict) -> list[str]:
    return [f"{check.where}: {check.said}" for check in checks if check.verdict is verdict]


def test_a_repository_that_was_clicked_as_the_page_says_agrees(place: Place) -> None:
    clicked(place)
    checks = examined(place, RIGHTS)
    assert (of(checks, Verdict.DIFFERS), of(checks, Verdict.UNASKED)) == ([], [])
    assert conclude(checks) == f"{len(checks)} checks, 0 differ, 0 unasked"


def appointed_tree(place: Place, root: Path) -> Path:
    """Appoint all Apps as a maintainer does, click it, and return the tree that says so."""
    made = tuple(
        place.github.register_app(post.slug, rights_of(read, post.slug)).app for post in POSTS
    )
    files = appointed(read, made)
    for name in (PATH, *(f"{FOLDER}/{file}" for file in owner.RULESETS)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(files.get(name) or (ROOT / name).read_bytes())
    owner.click(place.github, root)
    for app in Governance.parse(files[PATH]).apps:
        gate = place.github.settings.environments[app.environment]
        place.github.settings.environments[app.environment] = replace(gate, secrets=(app.key,))
    return root


def read(path: str) -> str:
    return (ROOT / path).read_text()


def test_with_the_apps_everything_agrees_too(place: Place, tmp_path: Path) -> None:
    checks = examined(place, RIGHTS, root=appointed_tree(place, tmp_path))
    assert (of(checks, Verdict.DIFFERS), of(checks, Verdict.UNASKED)) == ([], [])


APPS_PAGE = "Organisation · Settings · GitHub Apps"


def _another_app(place: Place, _: dict[str, int]) -> None:
    apps = place.github.settings.installations
    apps["u2netp-release-please"] = replace(apps["u2netp-release-please"], app_id=7)


def _more_rights(place: Place, _: dict[str, int]) -> None:
    apps = place.github.settings.installations
    rights = {**apps["u2netp-release-please"].permissions, "issues": "write"}
    apps["u2netp-release-please"] = replace(apps["u2netp-release-please"], permissions=rights)


def _ruleset(**members: Json) -> Callable[[Place, dict[str, int]], None]:
    def change(place: Place, numbers: dict[str, int]) -> None:
        rulesets, number = place.github.settings.rulesets, numbers["making mirror tags"]
        rulesets[number] = {**rulesets[number], **members}

    return change


BOTH: Json = [
    {"actor_id": number, "actor_type": "Integration", "bypass_mode": "always"} for number in (7, 8)
]
APP_DRIFTS: dict[str, tuple[Callable[[Place, dict[str, int]], None], str]] = {
    "an App of that name and another number": (
        _another_app,
        f"{APPS_PAGE} · u2netp-release-please",
    ),
    "an App with one right more": (_more_rights, f"{APPS_PAGE} · u2netp-release-please"),
    "its ruleset is off": (_ruleset(enforcement="disabled"), f"{RULES} · making mirror tags"),
    "others pass": (_ruleset(bypass_actors=BOTH), f"{RULES} · making mirror tags"),
    "nobody passes": (_ruleset(bypass_actors=[]), f"{RULES} · making mirror tags"),
}


@pytest.mark.parametrize("name", APP_DRIFTS)
def test_a_drift_of_an_app_is_found_where_it_is(place: Place, tmp_path: Path, name: str) -> None:
    root, (drift, where) = appointed_tree(place, tmp_path), APP_DRIFTS[name]
    rulesets = place.github.settings.rulesets
    drift(place, {str(row["name"]): number for number, row in rulesets.items()})
    found = [c for c in examined(place, RIGHTS, root=root) if c.verdict is Verdict.DIFFERS]
    assert {check.where for check in found} == {where}


def test_a_new_repository_differs_in_every_click(place: Place) -> None:
    place.github.immutable_releases = False
    where = {check.where for check in examined(place, RIGHTS) if check.verdict is Verdict.DIFFERS}
    rules = Rules.of(ROOT)
    assert {
        f"Settings · Environments · {row.name}" for row in rules.governance.environments
    } <= where
    assert {f"Settings · Rules · Rulesets · {r.name}" for r in rules.rulesets.values()} <= where
    assert "Settings · General · Releases" in where


@pytest.mark.parametrize("name", DRIFTS)
def test_a_drift_is_found_where_it_is_and_nowhere_else(place: Place, name: str) -> None:
    drift, where = DRIFTS[name]
    drift(place.github, clicked(place))
    found = [c for c in examined(place, RIGHTS) if c.verdict is Verdict.DIFFERS]
    missing = {where, f"{RULES} · tool tags"} if name == "a ruleset nobody wrote down" else {where}
    assert {check.where for check in found} == missing
    assert all(check.click.startswith(check.where) for check in found)
    with pytest.raises(SettingError):
        conclude(found)


@pytest.mark.parametrize("right", [*RIGHTS])
def test_without_a_right_something_is_unasked_and_nothing_seems_to_differ(
    place: Place, right: str
) -> None:
    clicked(place)
    less = {name: level for name, level in RIGHTS.items() if name != right}
    checks = examined(place, less)
    assert of(checks, Verdict.DIFFERS) == []
    assert of(checks, Verdict.UNASKED) != []
    with pytest.raises(MissingRightError):
        conclude(checks)


def test_who_may_bypass_is_shown_to_those_alone_who_may_change_it(place: Place) -> None:
    clicked(place)
    silent = of(examined(place, {**RIGHTS, "administration": "read"}), Verdict.UNASKED)
    assert [line.partition(": ")[2].partition(";")[0] for line in silent] == [
        "who may bypass it is not said to this token"
    ] * len(owner.RULESETS)


def test_off_is_not_believed_of_a_question_the_token_may_not_ask(place: Place) -> None:
    clicked(place)
    place.github.immutable_releases = False
    # GitHub hides from many tokens what it refuses to others: 404 may mean either.
    for question in ("actions/permissions.*", "private-vulnerability-reporting"):
        path, effect = f"{REPO}/{question}", Effect.STATUS
        fault = Fault(host="api.github.com", path=path, effect=effect, status=404, times=99)
        place.network.faults.add(fault)
    found = {check.where: check.verdict for check in examined(place, RIGHTS)}
    assert found["Settings · General · Releases"] is Verdict.UNASKED


@pytest.mark.parametrize(
    ("status", "error"),
    [(500, ServiceDownError), (401, MissingRightError), (404, MissingRightError)],
)
def test_a_repository_that_does_not_answer_is_no_repository_that_differs(
    place: Place, status: int, error: type[ReleaseError]
) -> None:
    fault = Fault(host="api.github.com", path=REPO, effect=Effect.STATUS, status=status, times=9)
    place.network.faults.add(fault)
    with pytest.raises(error):
        examined(place, RIGHTS)


def test_another_repository_of_the_same_name_is_refused(place: Place) -> None:
    with pytest.raises(ForeignObjectError):
        examined(place, RIGHTS, expected=replace(repository(), id=7))


def test_the_selection_of_actions_is_a_conflict_while_all_are_allowed(place: Place) -> None:
    token = place.token(administration="read")
    path = f"{REPO}/actions/permissions/selected-actions"
    assert place.client("GET", path, token=token).status == 409


def test_only_the_owners_installations_are_shown(place: Place) -> None:
    token = place.token("a-maintainer", organization_administration="read")
    reply = place.client("GET", "/orgs/others/installations", token=token)
    assert reply.status == 404


@pytest.mark.parametrize("path", ["environments/none/secrets", "rulesets/7"])
def test_what_is_not_there_is_not_found(place: Place, path: str) -> None:
    token = place.token("a-maintainer", environments="read")
    assert place.client("GET", f"{REPO}/{path}", token=token).status == 404


def test_the_page_of_the_owner_names_every_file_of_rulesets() -> None:
    files = sorted(path.name for path in Path(ROOT / ".github/rulesets").iterdir())
    assert tuple(files) == owner.RULESETS
