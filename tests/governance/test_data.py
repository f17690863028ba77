"""Settings are data: read strictly; workflows, policy and pages agree with them."""

import json
import re

import pytest

from release.errors import InvalidRecordError
from release.policy import Policy
from tests.governance.workflow_rules import RULES, Workflows, jobs
from tests.rehearsal.appointment import POSTS
from tests.static.page import blocks, section
from tests.static.tree import ROOT, below, text
from upkeep.examination import Rules
from upkeep.governance import PATH, Governance
from upkeep.rulesets import Ruleset

DATA = (ROOT / PATH).read_bytes()
MAIN = ".github/rulesets/main.json"
ATTACH = "u2netp-mirror-attach.yml"


def governance() -> Governance:
    return Governance.parse(DATA)


def workflows() -> dict[str, str]:
    files = below(".github/workflows", suffix=".yml")
    return {path.name: text(path) for path in files}


def changed(old: str, new: str, *, name: str = ATTACH, count: int = 1) -> Workflows:
    before = workflows()
    assert old in before[name]
    return {**before, name: before[name].replace(old, new, count)}


SIGN = "    environment: mirror-sign\n"
RUN = "python3 -I scripts/acquire.py"
MUTATIONS: dict[str, tuple[str, Workflows]] = {
    "a job may write more": (
        "rights",
        changed("    permissions: {}", "    permissions:\n      packages: write"),
    ),
    "a job may write all": ("rights", changed("    permissions: {}", "    permissions: write-all")),
    "a job lost its right": ("rights", changed("      id-token: write", "      id-token: none")),
    "the signer without its gate": ("environments", changed(SIGN, "")),
    "another gate": ("environments", changed(SIGN, "    environment: mirror-sing\n")),
    "a gate nobody wrote down": (
        "environments",
        changed("    permissions: {}", "    permissions: {}\n    environment: prod"),
    ),
    "a secret without a gate": (
        "secrets",
        changed("GH_TOKEN: ${{ github.token }}", "GH_TOKEN: ${{ secrets.PAT }}"),
    ),
    "a secret that its gate does not hold": (
        "secrets",
        changed(
            "digest-mismatch: error\n      - env:",
            "digest-mismatch: error\n      - env:\n          KEY: ${{ secrets['COSIGN_KEY'] }}",
            count=9,
        ),
    ),
    "all secrets": (
        "secrets",
        changed("GH_TOKEN: ${{ github.token }}", "A: ${{ secrets[env.B] }}"),
    ),
    "a variable of the repository": (
        "secrets",
        changed("GH_TOKEN: ${{ github.token }}", "GH_TOKEN: ${{ vars.SAN }}"),
    ),
    "an action by its tag": (
        "pins",
        changed("@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f", "@v7.0.0"),
    ),
    "an action that is not allowed": ("pins", changed("sigstore/cosign-", "sigst0re/cosign-")),
    "an expression in a command": ("inputs", changed(RUN, RUN + " ${{ inputs.reason }}")),
    "an expression in a script": (
        "inputs",
        changed("          path: acquired", "          script: ${{ github.head_ref }}"),
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_workflows_do_what_the_data_says(rule: str) -> None:
    assert RULES[rule](workflows(), governance()) == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_workflow_that_does_more_is_refused(name: str) -> None:
    rule, mutated = MUTATIONS[name]
    assert RULES[rule](mutated, governance()) != []


def test_a_row_without_its_job_is_refused() -> None:
    less = {name: body for name, body in workflows().items() if name != "release-please.yml"}
    found = RULES["rights"](less, governance())
    assert {key.partition("/")[0] for key in found} == {"release-please.yml"}


def test_an_environment_whose_workflow_is_not_written_yet_stands_in_the_state() -> None:
    wanted = {job.partition("/")[0] for row in governance().environments for job in row.jobs}
    assert [
        name for name in wanted - {*workflows()} if f"`{name}`" not in text("docs/state.md")
    ] == []


def test_environments_let_in_the_branch_that_the_policy_names() -> None:
    policy = Policy.parse((ROOT / "model/policy.toml").read_bytes())
    refs = {f"refs/heads/{branch}" for row in governance().environments for branch in row.branches}
    names = {row.name for row in governance().environments}
    assert refs == {row.ref for row in policy.publishers}
    assert {row.environment for row in policy.publishers} <= names


def test_no_app_may_change_workflows_and_none_may_write_settings() -> None:
    for app in governance().apps:
        rights = dict(app.permissions)
        assert "workflows" not in rights
        assert rights.get("administration", "read") == "read"


def test_the_apps_are_installed_when_the_policy_names_them() -> None:
    policy = Policy.parse(text("model/policy.toml").encode())
    writers = {post.slug: getattr(policy, post.job.replace("-", "_")) for post in POSTS}
    assert {app.slug for app in governance().apps} == {*writers}
    for app in governance().apps:
        writer = writers[app.slug]
        assert app.installed == (not writer.degraded)
        assert not app.installed or writer.actor == f"{app.slug}[bot]"


def test_an_environment_holds_the_key_of_an_app_once_it_is_installed() -> None:
    data = text(PATH).replace("\ninstalled = false", "\ninstalled = true\nid = 7", 1)
    gates = {row.name: row.secrets for row in Governance.parse(data.encode()).environments}
    assert (gates["mirror-publish"], gates["mirror-record"]) == (("MIRROR_RELEASE_APP_KEY",), ())


def test_the_required_checks_are_the_job_that_needs_all_others_and_that_of_the_records() -> None:
    ruleset = json.loads(text(MAIN))
    (rule,) = [r for r in ruleset["rules"] if r["type"] == "required_status_checks"]
    check, records = rule["parameters"]["required_status_checks"]
    (job,) = jobs({(name := "registry-consistency.yml"): workflows()[name]})
    assert (job.fields["name"], records["context"]) == (
        job.key.split("/")[1],
        "registry-consistency",
    )
    all_jobs = {job.key: job.fields for job in jobs({"ci.yml": workflows()["ci.yml"]})}
    (key,) = [key for key, fields in all_jobs.items() if fields["name"] == check["context"]]
    needs = all_jobs.pop(key)["needs"]
    assert {f"ci.yml/{name}" for name in needs} == set(all_jobs)  # type: ignore[attr-defined]


def test_every_tag_is_under_some_ruleset() -> None:
    rulesets = [r for r in Rules.of(ROOT).rulesets.values() if r.target == "tag"]
    (others,) = [r for r in rulesets if r.include == ("~ALL",)]
    named = {pattern for r in rulesets if r is not others for pattern in r.include}
    assert set(others.exclude) == named
    kept = {r.include for r in rulesets if {"update", "deletion"} <= set(r.rules)}
    assert kept == {r.include for r in rulesets}


def test_code_owners_name_what_is_there_and_cover_the_data() -> None:
    lines = [line.split() for line in text(".github/CODEOWNERS").splitlines()]
    rows = [line for line in lines if line and line[0] != "#"]
    patterns = [row[0].strip("/") for row in rows if row[0] != "*"]
    assert [p for p in patterns if not list(ROOT.glob(p))] == []
    assert {owner.partition("/")[0] for row in rows for owner in row[1:]} == {"@VMAFx"}
    assert {".github", "model/policy.toml", "requirements"} <= set(patterns)


def test_the_data_on_the_page_is_read() -> None:
    (example,) = blocks(section(text("docs/pipeline.md"), "Settings"), "toml")
    shown = Governance.parse(example.body.encode())
    assert set(shown.settings) <= set(governance().settings)
    assert set(shown.environments) <= set(governance().environments)
    assert set(shown.apps) <= set(governance().apps)
    assert set(shown.rights) <= set(governance().rights)


def test_every_click_ends_in_no_full_stop_and_every_reason_in_one() -> None:
    for row in governance().settings:
        assert (row.click[-1] != ".", row.why[-1]) == (True, ".")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"schema = 1", b"schema = 1\nmore = 2"),
        (b"schema = 1", b"schema = true"),
        (b'ask = "immutable-releases"', b"ask = 7"),
        (b'field = "enabled"\nwant = true\nabsent', b'field = "enabled"\nwant = {}\nabsent'),
        (b'field = "allow_merge_commit"', b'field = "allow_squash_merge"'),
        (b'name = "tool-sign"', b'name = "mirror-sign"'),
        (b"reviewers = 1", b'reviewers = "1"'),
        (b'release"\ninstalled = false', b'release"\ninstalled = 0'),
        (b'release"\ninstalled = false', b'release"\ninstalled = true'),
        (b'release"\ninstalled = false', b'release"\ninstalled = true\nid = 0'),
        (b'release"\ninstalled = false', b'release"\ninstalled = false\nid = 7'),
        (b'creates = "refs/tags/v*"', b'creates = "refs/tags/u2netp-mirror-v*"'),
        (b'environment = "tool-release"', b'environment = "mirror-record"'),
        (b'after = "u2netp-mirror-release"', b'after = "u2netp-mirror"'),
        (b'contents = "write"', b"contents = 1"),
        (b'write = ["id-token"]', b'write = "id-token"'),
        (b"[[rights]]", b"[[right]]"),
        (b"# What", b"\xff What"),
        (b"schema = 1", b"schema = " + b"[" * 3000),
    ],
)
def test_wrong_data_is_refused(old: bytes, new: bytes) -> None:
    assert old in DATA
    with pytest.raises(InvalidRecordError):
        Governance.parse(DATA.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"name": "main"', '"name": ""'),
        ('"name": "main"', '"name": "main", "name": "x"'),
        ('"exclude": []', '"exclude": [], "more": []'),
        ('"exclude": []', '"exclude": "none"'),
        ('"type": "deletion"', '"type": "delition"'),
        ('"type": "deletion"', '"type": "non_fast_forward"'),
        ('"bypass_actors": []', '"bypass_actors": null'),
        ('"rules": [', '"rule": ['),
    ],
)
def test_a_wrong_ruleset_is_refused(old: str, new: str) -> None:
    good = text(MAIN)
    assert Ruleset.parse(good.encode(), path=MAIN).name == "main"
    assert old in good
    with pytest.raises(InvalidRecordError):
        Ruleset.parse(good.replace(old, new, 1).encode(), path=MAIN)


def test_the_page_of_clicks_holds_every_piece_of_data() -> None:
    page, data = text("docs/setup.md"), governance()
    words = [row.why for row in data.settings]
    words += [row.why for row in data.environments] + [row.why for row in data.apps]
    assert [word for word in words if word not in page] == []
    assert len(re.findall(r"^- \[ \]", page, re.MULTILINE)) == len(words) + len(
        Rules.of(ROOT).rulesets
    )
