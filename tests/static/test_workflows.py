"""W1 to W7, and the rights: what every workflow file must be, whatever it does."""

import re
from pathlib import Path

import pytest

from release.names import POLICY
from release.policy import Policy
from tests.static.tree import text
from tests.static.workflows import Job, Workflow, attach_workflow, uses_lines, workflows

ALL = pytest.mark.parametrize("workflow", workflows(), ids=lambda w: w.path.name)
IMAGES = {"ubuntu-24.04"}
DANGEROUS = {"pull_request_target", "workflow_run", "issue_comment", "discussion_comment"}
LOCKS = {"attach", "record"}
"""The jobs that publish: only these wait for each other."""


@ALL
def test_a_workflow_has_no_rights_of_its_own(workflow: Workflow) -> None:
    assert workflow.rights == {}


@ALL
def test_no_workflow_starts_on_an_event_that_hands_secrets_to_strangers(workflow: Workflow) -> None:
    assert workflow.events & DANGEROUS == frozenset()


@ALL
def test_every_action_is_pinned_by_commit_and_says_its_version(workflow: Workflow) -> None:
    pinned = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [line for line in uses_lines(workflow) if not pinned.fullmatch(line)] == []


@ALL
def test_every_job_says_its_rights_its_name_its_time_and_its_image(workflow: Workflow) -> None:
    silent = [j.id for j in workflow.jobs if j.rights is None or not j.name or not j.timeout]
    assert (silent, {job.image for job in workflow.jobs} - IMAGES) == ([], set())


@ALL
def test_a_run_is_three_lines_at_most_and_holds_no_expression(workflow: Workflow) -> None:
    runs = [run for job in workflow.jobs for run in job.scripts]
    assert [r for r in runs if "${{" in r or len(r.strip().splitlines()) > 3] == []


@ALL
def test_no_shell_decides_in_a_workflow(workflow: Workflow) -> None:
    runs = [run for job in workflow.jobs for run in job.scripts]
    assert [r for r in runs if re.search(r"(^|;|\s)(if|for|while|case)\s", r)] == []


@ALL
def test_the_token_comes_from_the_job_and_never_from_the_secrets(workflow: Workflow) -> None:
    assert "secrets.GITHUB_TOKEN" not in workflow.text
    assert "secrets: inherit" not in workflow.text


@ALL
def test_no_job_both_signs_and_publishes(workflow: Workflow) -> None:
    assert [j.id for j in workflow.jobs if _may(j, "id-token") and _may(j, "contents")] == []


@ALL
def test_nothing_written_by_a_step_becomes_the_environment_of_the_next(workflow: Workflow) -> None:
    assert not re.search(r"GITHUB_(ENV|PATH)\b", workflow.text)


@ALL
def test_a_checkout_leaves_no_token_behind(workflow: Workflow) -> None:
    checkouts = [
        s for j in workflow.jobs for s in j.steps if s.uses.startswith("actions/checkout@")
    ]
    assert {s.inputs.get("persist-credentials") for s in checkouts} <= {"False"}


@ALL
def test_no_job_uses_a_cache(workflow: Workflow) -> None:
    steps = [step for job in workflow.jobs for step in job.steps]
    assert [s.uses for s in steps if s.uses.startswith("actions/cache")] == []
    installers = [s for s in steps if s.uses.startswith("astral-sh/setup-uv@")]
    assert {s.inputs.get("enable-cache") for s in installers} <= {"False"}


def test_the_jobs_that_may_sign_are_those_of_the_policy_each_in_its_environment() -> None:
    signers = [(str(w.path), j) for w in workflows() for j in w.jobs if _may(j, "id-token")]
    policy = Policy.parse(text(Path(POLICY)).encode())
    versions = policy.versions[-1].publisher
    rows = (*policy.publishers, *policy.revocations.publishers, versions)
    wanted = {(row.workflow, "sign", row.environment) for row in rows if row.to_n is None}
    assert {(file, job.id, job.environment) for file, job in signers} == wanted


def test_a_workflow_that_signs_says_in_its_first_line_that_its_path_is_public() -> None:
    signing = [w for w in workflows() if any(_may(job, "id-token") for job in w.jobs)]
    assert [w.path for w in signing if "public API" not in w.text.splitlines()[0]] == []


@ALL
def test_a_job_that_signs_installs_no_package(workflow: Workflow) -> None:
    for job in (job for job in workflow.jobs if _may(job, "id-token")):
        assert [r for r in job.scripts if re.search(r"\b(pip|uv|npm|apt|venv)\b", r)] == []
        assert {s.uses.split("@")[0] for s in job.steps if s.uses} == {
            "actions/checkout",
            "actions/download-artifact",
            "actions/upload-artifact",
            "sigstore/cosign-installer",
        }


def test_only_the_jobs_that_publish_wait_for_each_other_and_none_is_cancelled() -> None:
    workflow = attach_workflow()
    assert {job.id for job in workflow.jobs if job.concurrency} == LOCKS
    assert "cancel-in-progress: true" not in workflow.text
    assert not re.search(r"^concurrency:", workflow.text, re.MULTILINE)


APPS = {
    "u2netp-mirror-attach.yml/attach": ("mirror-publish", "MIRROR_RELEASE_APP_KEY"),
    "u2netp-mirror-attach.yml/record": ("mirror-record", "MIRROR_RECORD_APP_KEY"),
    "release-please.yml/release-please": ("tool-release", "TOOL_RELEASE_APP_KEY"),
}


def all_jobs() -> dict[str, Job]:
    return {f"{w.path.name}/{job.id}": job for w in workflows() for job in w.jobs}


def test_the_key_of_each_app_is_read_in_one_job_with_an_environment_of_its_own() -> None:
    found = {}
    for key, job in all_jobs().items():
        if named := re.findall(r"secrets\.(\w+)", str([step.inputs for step in job.steps])):
            found[key] = (job.environment, *named)
    assert found == APPS
    assert sum(workflow.text.count("secrets.") for workflow in workflows()) == len(APPS)


@pytest.mark.parametrize("key", APPS)
def test_the_job_may_write_only_where_the_policy_names_no_app(key: str) -> None:
    rights, name = all_jobs()[key].rights or {}, key.partition("/")[2].replace("-", "_")
    writer = getattr(Policy.parse(text(Path(POLICY)).encode()), name)
    assert (rights["contents"] == "write") == writer.degraded


@pytest.mark.parametrize("key", APPS)
def test_an_app_gives_a_token_for_named_rights_and_for_no_other_repository(key: str) -> None:
    (step,) = (s for s in all_jobs()[key].steps if s.uses.startswith("actions/create-github-app"))
    fixed = {"client-id", "private-key"}
    asked = {name for name in step.inputs if name.startswith("permission-")}
    assert (set(step.inputs) - asked, bool(asked)) == (fixed, True)


def test_release_please_gets_the_token_that_was_compared_just_before() -> None:
    steps = all_jobs()["release-please.yml/release-please"].steps
    at = next(i for i, step in enumerate(steps) if "release-please-action" in step.uses)
    assert steps[at - 1].run == "python3 -I scripts/release_writer.py require"
    assert steps[at].inputs["token"] == "${{ steps.app.outputs.token || github.token }}"


def test_no_check_hangs_on_a_variable_that_any_writer_can_change() -> None:
    assert [w.path.name for w in workflows() if re.search(r"\bvars\.", w.text)] == []


def test_scripts_run_isolated() -> None:
    runs = [run for w in workflows() for job in w.jobs for run in job.scripts]
    called = [line for run in runs for line in run.splitlines() if "scripts/" in line]
    assert [line for line in called if not re.match(r"\S*python3? -I scripts/\w+\.py", line)] == []


def _may(job: Job, scope: str) -> bool:
    return (job.rights or {}).get(scope) == "write"
