"""The copy that act runs differs from the file in exactly three ways."""

import copy
import re
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from tests.rehearsal.failure import RehearsalError
from tests.rehearsal.permissions import executable_copy, scopes
from tests.rehearsal.workflow import parse, yaml
from tests.rehearsal_unit import toy

SECRET = re.compile(r"\$\{\{ secrets\.\w+ \}\}")
WORKFLOWS = Path(__file__).parents[2] / ".github" / "workflows"

TEXT = """\
# Comments and quotes survive.
name: toy
on:
  workflow_dispatch:
    inputs:
      dry: {type: boolean, default: false}
permissions:
  contents: read
env:
  ON: "yes"
jobs:
  plain:
    runs-on: ubuntu-24.04
    env:
      A: ${{ github.token }}
    steps:
      - env:
          B: "Bearer ${{github.token}}"
          C: ${{ steps.app.outputs.token || github.token }} github.token
          D: ${{ steps.github.token.outputs.my-github.token }}
        run: echo '${{ github.token }}'
  sign:
    runs-on: ubuntu-24.04
    environment: mirror-sign
    permissions:
      id-token: write
      actions: read
    steps:
      - uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c
        with:
          github-token: ${{ github.token }}
"""


def load(text: str) -> object:
    return yaml().load(StringIO(text))


@pytest.mark.behaviour(13)
def test_the_copy_has_tokens_and_identity_endpoints_and_is_otherwise_the_file() -> None:
    workflow = parse("toy.yml", TEXT)
    expected = copy.deepcopy(yaml().load(StringIO(TEXT)))
    plain, sign = expected["jobs"]["plain"], expected["jobs"]["sign"]
    plain["env"]["A"] = "ghs_of_plain"
    values = plain["steps"][0]["env"]
    values["B"] = "Bearer ghs_of_plain"
    values["C"] = "${{ steps.app.outputs.token || 'ghs_of_plain' }} github.token"
    sign["steps"][0]["with"]["github-token"] = "ghs_of_sign"
    sign["env"] = {
        "ACTIONS_ID_TOKEN_REQUEST_URL": "https://id.example.com/t?v=1",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "id_of_sign",
    }
    assert load(executable_copy(workflow, toy.grants(workflow))) == expected


@pytest.mark.parametrize("path", sorted(WORKFLOWS.glob("*.yml")), ids=lambda path: path.name)
def test_the_copy_of_each_workflow_turns_back_into_the_file(path: Path) -> None:
    workflow = parse(path.name, path.read_text())
    granted = toy.grants(workflow)
    made = yaml().load(StringIO(executable_copy(workflow, granted)))
    for spec in workflow.jobs:
        job = made["jobs"][spec.id]
        assert ("ACTIONS_ID_TOKEN_REQUEST_URL" in job.get("env", {})) == spec.may_sign
        for name in ("URL", "TOKEN"):
            job.get("env", {}).pop(f"ACTIONS_ID_TOKEN_REQUEST_{name}", None)
        if job.get("env") == {}:
            del job["env"]
        for step in job["steps"]:
            for values in (step.get("env", {}), step.get("with", {})):
                for key, value in values.items():
                    values[key] = _turned_back(value, granted[spec.id].token)
    assert made == load(SECRET.sub('""', path.read_text()))


def _turned_back(value: object, token: str) -> object:
    if value == token:
        return "${{ github.token }}"
    return value.replace(f"'{token}'", "github.token") if isinstance(value, str) else value


@pytest.mark.behaviour(3)
def test_a_secret_reaches_the_jobs_of_its_environment_and_no_other() -> None:
    text = TEXT.replace("B: ", "K: ${{ secrets.KEY }}\n          B: ")
    text = text.replace("github-token: ", "key: ${{secrets.KEY}}\n          github-token: ")
    workflow = parse("toy.yml", text)
    held = {"KEY": "one\ntwo"}
    granted = toy.grants(workflow)
    granted = {**granted, "sign": replace(granted["sign"], environment=held)}
    jobs = yaml().load(StringIO(executable_copy(workflow, granted)))["jobs"]
    assert jobs["plain"]["steps"][0]["env"]["K"] == ""
    assert jobs["sign"]["steps"][0]["with"]["key"] == "one\ntwo"
    assert {"one", "two"} <= set(granted["sign"].secrets)


def test_a_token_in_a_run_line_stays_the_canary() -> None:
    workflow = parse("toy.yml", TEXT)
    assert "echo '${{ github.token }}'" in executable_copy(workflow, toy.grants(workflow))


def test_rights_of_a_job_replace_those_of_the_workflow() -> None:
    plain, sign = parse("toy.yml", TEXT).jobs
    assert scopes(plain) == {"metadata": "read", "contents": "read"}
    assert scopes(sign) == {"metadata": "read", "actions": "read"}
    assert (plain.may_sign, sign.may_sign) == (False, True)


def test_inputs_have_their_defaults_as_text() -> None:
    assert parse("toy.yml", TEXT).inputs == {"dry": "false"}


@pytest.mark.parametrize("rights", ["", "permissions: write-all"])
def test_a_workflow_that_does_not_write_out_its_rights_is_refused(rights: str) -> None:
    text = f"{rights}\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    steps: [{{run: 'true'}}]\n"
    with pytest.raises(RehearsalError, match="permissions one by one"):
        parse("toy.yml", text)
