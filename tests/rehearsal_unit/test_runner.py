"""The runner tells what became of each job; act's own word for it is not enough."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rehearsal.failure import RehearsalError
from tests.rehearsal.runner import Runner
from tests.rehearsal.runs import Run
from tests.rehearsal_unit import toy

HEAD = "name: toy\non:\n  workflow_dispatch:\npermissions: {}\njobs:\n"


def job(name: str, *lines: str, runner: str = "ubuntu-24.04") -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"  {name}:\n    runs-on: {runner}\n{body}"


def run(tmp_path: Path, *jobs: str) -> Run:
    order = toy.order(tmp_path / "repository", HEAD + "".join(jobs))
    return Runner(toy.machine(), {}).run(order, tmp_path / "run")


def test_a_job_ends_with_success_and_leaves_log_summary_and_step_times(tmp_path: Path) -> None:
    steps = job("one", 'steps: [{name: Say, run: "echo hi; echo note >> $GITHUB_STEP_SUMMARY"}]')
    one = run(tmp_path, steps).require().job("one")
    assert [(step.name, step.result) for step in one.steps] == [("Say", "success")]
    assert one.log is not None
    assert "hi\n" in one.log.read_text()
    assert one.summary is not None
    assert one.summary.read_text() == "note\n"


def test_a_failing_job_is_reported_with_the_error_of_our_script(tmp_path: Path) -> None:
    said = "error[20] a is b · expected: c · do: d"
    with pytest.raises(RehearsalError, match=r"error\[20\] a is b") as caught:
        run(tmp_path, job("one", f"steps: [{{run: 'echo \"{said}\" >&2; exit 20'}}]")).require()
    assert (caught.value.kind, caught.value.expected, caught.value.remedy) == ("job", "c", "d")
    assert caught.value.place is not None


@pytest.mark.behaviour(11)
def test_a_job_that_act_passes_over_in_silence_is_a_skipped_job(tmp_path: Path) -> None:
    first = job("one", "steps: [{run: 'true'}]")
    second = job("two", "needs: one", "if: ${{ false }}", "steps: [{run: 'true'}]")
    outcome = run(tmp_path, first, second)
    assert outcome.conclusion == "success"
    with pytest.raises(RehearsalError, match=r"two of toy\.yml ended with skipped") as caught:
        outcome.require()
    assert caught.value.kind == "skipped job"
    replace(outcome, expected={"two": "skipped"}).require()


def test_a_runner_label_nobody_plays_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(RehearsalError, match="runs on windows-2025") as caught:
        run(tmp_path, job("one", "steps: [{run: 'true'}]", runner="windows-2025"))
    assert caught.value.kind == "unmapped label"
    assert not (tmp_path / "run").exists()


def test_an_action_without_a_stand_in_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RehearsalError, match="octo/thing, which has no stand-in"):
        run(tmp_path, job("one", f"steps: [{{uses: octo/thing@{'a' * 40}}}]"))


def test_an_input_that_the_real_action_does_not_know_is_refused(tmp_path: Path) -> None:
    step = f"steps: [{{uses: actions/checkout@{'a' * 40}, with: {{depht: 1}}}}]"
    with pytest.raises(RehearsalError, match="the input depht"):
        run(tmp_path, job("one", step))


def test_each_leg_of_a_matrix_has_its_own_result(tmp_path: Path) -> None:
    leg = job(
        "one",
        "strategy: {fail-fast: false, matrix: {leg: [a, b]}}",
        "steps: [{run: 'test ${{ matrix.leg }} = a'}]",
    )
    assert set(run(tmp_path, leg).results) == {("one", (("leg", "a"),)), ("one", (("leg", "b"),))}


def test_steps_see_nothing_of_the_caller_and_what_github_sets(tmp_path: Path) -> None:
    one = run(tmp_path, job("one", "steps: [{run: env}]")).require().job("one")
    assert one.log is not None
    seen = one.log.read_text()
    assert "PYTEST_CURRENT_TEST" not in seen
    assert "GITHUB_REPOSITORY=octo/toy\n" in seen
    assert "GITHUB_REPOSITORY_ID=1\n" in seen
    assert "GITHUB_WORKFLOW_REF=octo/toy/.github/workflows/toy.yml@refs/heads/main\n" in seen
    assert "ACTIONS_ID_TOKEN_REQUEST_URL" not in seen


def test_a_token_never_reaches_a_log(tmp_path: Path) -> None:
    step = 'steps: [{env: {T: "${{ github.token }}"}, run: "echo [$T] [${#T}]"}]'
    one = run(tmp_path, job("one", step)).require().job("one")
    assert one.log is not None
    assert "[***] [10]" in one.log.read_text()


def test_a_machine_that_is_lost_leaves_a_failed_job_and_starts_no_other(tmp_path: Path) -> None:
    order = toy.order(
        tmp_path / "repository",
        HEAD
        + job("one", f"steps: [{{run: 'touch {tmp_path}/up; sleep 60; touch {tmp_path}/late'}}]")
        + job("two", "needs: one", "steps: [{run: 'true'}]"),
    )
    runner = Runner(toy.machine(), {})

    def lose() -> None:
        while not (tmp_path / "up").exists():
            time.sleep(0.01)
        runner.kill()

    thread = threading.Thread(target=lose)
    thread.start()
    done = runner.run(order, tmp_path / "run")
    thread.join()
    assert done.results == {("one", ()): "failure", ("two", ()): "skipped"}
    assert not (tmp_path / "late").exists()
