"""The stand-ins for marketplace actions do what they say, and refuse what they do not play."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rehearsal.hosts.artifacts import Artifacts
from tests.rehearsal.hosts.network import Network
from tests.rehearsal.runner import Runner
from tests.rehearsal.runs import Run
from tests.rehearsal_unit import toy

HEAD = "name: toy\non:\n  workflow_dispatch:\npermissions: {}\njobs:\n"
ANY = "a" * 40


class Hosts:
    """The artifact service, and git over a path in the place of GitHub's."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.network = Network(root / "network")
        self.artifacts = Artifacts(root / "artifacts")
        self.artifacts.mount(self.network)
        self.network.start()

    def run(self, text: str) -> Run:
        order = toy.order(self.root / "repository", HEAD + text)
        runner = Runner(toy.machine(), self._environment(order.repository))
        return runner.run(order, self.root / "run")

    def _environment(self, repository: Path) -> dict[str, str]:
        return {
            "https_proxy": self.network.proxy_url,
            "SSL_CERT_FILE": str(self.network.ca_file),
            "ACTIONS_RESULTS_URL": "https://results-receiver.actions.githubusercontent.com/",
            "ACTIONS_RUNTIME_TOKEN": self.artifacts.runtime_token(77),
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{repository}.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://github.com/octo/toy",
        }


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Hosts]:
    hosts = Hosts(tmp_path)
    yield hosts
    hosts.network.close()


def job(name: str, *steps: str, needs: str = "") -> str:
    head = f"  {name}:\n    runs-on: ubuntu-24.04\n" + (f"    needs: {needs}\n" if needs else "")
    return head + "    steps:\n" + "".join(f"      - {step}\n" for step in steps)


def uses(action: str, **inputs: str) -> str:
    given = ", ".join(f"{name.replace('_', '-')}: '{value}'" for name, value in inputs.items())
    return f"{{uses: {action}@{ANY}, with: {{{given}}}}}"


CHECKOUT = uses("actions/checkout", persist_credentials="false")


def test_checkout_brings_the_commit_of_the_run_and_no_credentials(hosts: Hosts) -> None:
    look = '{run: "cat file.txt; git rev-parse HEAD; git config --list"}'
    run = hosts.run(job("one", CHECKOUT, look)).require()
    log = run.job("one").log
    assert log is not None
    assert "hello\n" in log.read_text()
    assert f"{run.sha}\n" in log.read_text()
    assert "extraheader" not in log.read_text()


def test_checkout_that_would_keep_its_credentials_is_refused(hosts: Hosts) -> None:
    run = hosts.run(job("one", uses("actions/checkout", fetch_depth="1")))
    assert run.job("one").result == "failure"


def test_an_artifact_travels_between_jobs_by_id(hosts: Hosts) -> None:
    made = '{run: "mkdir -p out/deep; echo 1 > out/a; echo 2 > out/deep/b; echo 3 > out/.hidden"}'
    upload = f"{{id: up, {uses('actions/upload-artifact', name='set', path='out/')[1:]}"
    download = uses(
        "actions/download-artifact", artifact_ids="${{ needs.one.outputs.id }}", path="in"
    )
    text = job("one", made, upload).replace(
        "    steps:", "    outputs: {id: '${{ steps.up.outputs.artifact-id }}'}\n    steps:"
    ) + job("two", download, '{run: "cd in; find . -type f"}', needs="one")
    log = hosts.run(text).require().job("two").log
    assert log is not None
    assert "./a\n" in log.read_text()
    assert "./deep/b\n" in log.read_text()
    assert ".hidden" not in log.read_text()


def test_an_artifact_whose_bytes_changed_is_refused(hosts: Hosts) -> None:
    upload = uses("actions/upload-artifact", name="set", path="a")
    one = job("one", "{run: 'echo 1 > a'}", upload)
    hosts.run(one).require()
    hosts.artifacts.tamper(77, "set", "a", lambda _: b"2", keep_digest=True)
    hosts.root /= "again"
    hosts.root.mkdir()
    run = hosts.run(job("two", uses("actions/download-artifact", name="set")))
    log = run.job("two").log
    assert log is not None
    assert "digest mismatch" in log.read_text()


@pytest.mark.parametrize(
    ("step", "lookup", "result"),
    [
        (uses("sigstore/cosign-installer", cosign_release="v3.1.2"), "cosign", "success"),
        (uses("sigstore/cosign-installer", cosign_release="v3.1.1"), "cosign", "failure"),
        (uses("astral-sh/setup-uv", version="0.0.1", enable_cache="false"), "uv", "success"),
        (uses("astral-sh/setup-uv", version="0.0.2", enable_cache="false"), "uv", "failure"),
        (uses("astral-sh/setup-uv", version="0.0.1"), "uv", "failure"),
    ],
)
def test_an_installer_gives_the_version_asked_for_or_none(
    hosts: Hosts, step: str, lookup: str, result: str
) -> None:
    run = hosts.run(job("one", step, f"{{run: 'command -v {lookup}'}}"))
    assert run.job("one").result == result


def test_no_tool_is_on_path_before_its_installer_ran(hosts: Hosts) -> None:
    run = hosts.run(job("one", "{run: 'command -v git python3 gh && ! command -v cosign'}"))
    assert run.job("one").result == "success"
