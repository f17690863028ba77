"""The world: network, local GitHub, upstream and Sigstore, and the verbs a scenario needs.

with World.start(tools, tree=Path.cwd(), logs=Path("build/rehearsal")) as world:
    world.push()
    world.run("u2netp-mirror-attach.yml")
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from release.names import POLICY, pin_path
from release.policy import Policy
from tests.rehearsal import environment, gates, payloads, synthetic
from tests.rehearsal.failure import Place, RehearsalError
from tests.rehearsal.findings import Findings
from tests.rehearsal.hosts.state import Dispatch, RunRecord
from tests.rehearsal.machine import Machine
from tests.rehearsal.orders import Occasion, Orders
from tests.rehearsal.runner import Runner
from tests.rehearsal.runs import Run
from tests.rehearsal.snapshot import Git, WorkingTree, working_tree
from tests.rehearsal.stage import Stage
from tests.rehearsal.stream import Both, Progress, Silent
from tests.rehearsal.tools import Tools
from tests.rehearsal.triggers import Event, started
from tests.rehearsal.trouble import Trouble
from tests.rehearsal.workflow import parse

MAINTAINER = "a-maintainer"
_WORKFLOWS = ".github/workflows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """The working tree as the world's main holds it."""

    commit: str
    tree: WorkingTree


class World:
    """Everything that is not this machine, on this machine; closed, it leaves nothing behind."""

    def __init__(self, tools: Tools, *, tree: Path, logs: Path, progress: Progress) -> None:
        """Start a world for the checkout `tree`; use `start`, which cleans up after a failure."""
        self.tools = tools
        self.tree = tree
        self.logs = logs
        self._progress = progress
        self._followed = 0
        self.runs: list[Run] = []
        self.pushed: Push | None = None
        self.held_environments: set[str] = set()
        self.findings = Findings()
        self.watcher: Progress = Silent()
        self.policy = Policy.parse((tree / POLICY).read_bytes())
        self._stage = stage = Stage(tools, self.policy.repository)
        self.network, self.github, self.sigstore = stage.network, stage.github, stage.sigstore
        self.upstream, self.root = stage.upstream, stage.root
        try:
            self._furnish()
        except BaseException:
            self.close()
            raise

    def _furnish(self) -> None:
        self.material = synthetic.make(self.tree)
        made = self.material
        self.upstream.publish(made.repository, made.commit, made.files)
        self.upstream.drive(made.drive_id, made.checkpoint)
        self.git = Git(self.github.git_dir, self.root / "index")
        self._trouble = Trouble(self.network, self.github)
        canary = self.github.tokens.canary()
        self._orders = Orders(self.github, self.policy.repository, canary)
        packages = environment.packages(self.tools.wheels, self.root / "uv", self.tools.torch)
        self.machine = Machine.of(self.tools)
        self._runner = Runner(self.machine, {**self._stage.client_env(), **packages})
        self.network.kill = self._runner.kill

    @classmethod
    def start(
        cls, tools: Tools, *, tree: Path, logs: Path, progress: Progress | None = None
    ) -> Self:
        """Return a running world; logs and summaries of its runs go to `logs`."""
        return cls(tools, tree=tree, logs=logs, progress=progress or Silent())

    def __enter__(self) -> Self:
        """Return the world, which runs already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """End every process and thread, and remove every file but the logs."""
        self._stage.close()

    def client_env(self) -> dict[str, str]:
        """Return the way into the world, and its trust root in cosign's own words."""
        return self._stage.client_env()

    def consumer_bin(self) -> Path:
        """Return a folder with the tools a consumer needs, to be put on PATH."""
        folder = self.root / "consumer"
        if not folder.exists():
            folder.mkdir()
            for tool in (self.tools.cosign, self.tools.gh):
                (folder / tool.name).symlink_to(tool)
        return folder

    def consumer_token(self) -> str:
        """Return a new login that has no rights at all."""
        return self.github.tokens.issue("a-consumer", {})

    def consumer_env(self) -> dict[str, str]:
        """Return a stranger's environment: a clean home, a login without rights, public tools."""
        home = Path(tempfile.mkdtemp(prefix="home-", dir=self.root))
        own = environment.consumer(home, self.consumer_bin(), self.consumer_token())
        return {**own, **self.client_env()}

    def push(self) -> Push:
        """Make the working tree one commit on main in which one path differs: the pin."""
        seen = working_tree(self.tree)
        self.git.take(self.tree, seen.files)
        self.git.put(pin_path("u2netp"), self.material.pin_text.encode())
        commit = self.git.commit("The working tree, pinned to the synthetic upstream")
        self.pushed = Push(commit=commit, tree=seen)
        return self.pushed

    def commit(self, files: Mapping[str, bytes], message: str) -> str:
        """Change `files` on main, as a maintainer would, and return the commit."""
        self.git.start_from(self.tip())
        for path, data in files.items():
            self.git.put(path, data)
        return self.git.commit(message)

    def approve(self, environment_name: str) -> bool:
        """Say whether somebody lets a job into the environment; yes, unless a scenario holds it."""
        return environment_name not in self.held_environments

    def run(  # noqa: PLR0913 -- what an event says
        self,
        workflow: str,
        event: str = "workflow_dispatch",
        *,
        inputs: Mapping[str, str] | None = None,
        expect: Mapping[str, str] | None = None,
        actor: str = MAINTAINER,
        pull: payloads.PullRequest | None = None,
    ) -> Run:
        """Run the workflow file at the tip of main; every job not in `expect` must succeed.

        On a pull request it is the head's file, as on GitHub, which runs a merge of it.

        Raises RehearsalError by name: a job that ended otherwise, a label or an action nobody
        plays, a held environment, refused egress, an unsupported call, use of the canary.
        """
        tip = pull.head[1] if pull else self.tip()
        before = self.git.tip(f"{tip}~1") or "0" * 40
        record = self.github.start_run(workflow, event, tip, actor, inputs)
        occasion = Occasion(
            event=event,
            actor=actor,
            inputs=inputs or {},
            before=before,
            expected=expect or {},
            pull=pull,
        )
        return self._carry_out(record, occasion).require()

    def rerun(self, run: Run, *, expect: Mapping[str, str] | None = None) -> Run:
        """Run another attempt: the same id and the old commit, wherever main is by now.

        All jobs run again; GitHub's "failed jobs only" is not played. Raises as `run`.
        """
        record = self.github.start_attempt(run.id)
        occasion = Occasion(
            event=record.event,
            actor=record.actor,
            inputs={},
            before="0" * 40,
            expected=expect or {},
        )
        return self._carry_out(record, occasion).require()

    def started_by(self, event: Event) -> tuple[str, ...]:
        """Return the workflow files of main that `event` starts."""
        tip = self.tip()
        names = self.git.names(tip, _WORKFLOWS)
        return started(
            event, {name: self.git.read(tip, f"{_WORKFLOWS}/{name}").decode() for name in names}
        )

    def new_dispatches(self) -> tuple[Dispatch, ...]:
        """Return the dispatches accepted since this was last asked."""
        new = self.github.dispatches[self._followed :]
        self._followed += len(new)
        return new

    def follow(self, dispatch: Dispatch, *, expect: Mapping[str, str] | None = None) -> Run:
        """Run what `dispatch` asked for."""
        return self.run(
            dispatch.workflow, inputs=dispatch.inputs, actor=dispatch.actor, expect=expect
        )

    def merge_bot_pull_request(self) -> str:
        """Merge the one open pull request of the bot as a maintainer, and return the commit."""
        return self.github.merge(gates.bot_pull(self.github))

    def check(self) -> None:
        """Raise RehearsalError for refused egress, an unsupported call or use of the canary."""
        self._trouble.require_none()

    def _carry_out(self, record: RunRecord, occasion: Occasion) -> Run:
        path = f"{_WORKFLOWS}/{record.workflow}"
        workflow = parse(record.workflow, self.git.read(record.sha, path).decode())
        conclusion = "cancelled"
        name = f"{len(self.runs) + 1}-{record.workflow.removesuffix('.yml')}"
        order = self._orders.write(workflow, record, occasion, self.logs / name)
        try:
            gates.require_approved(workflow, self.approve)
            run = self._runner.run(
                order, self.root / "runs" / name, Both(self._progress, self.watcher)
            )
            conclusion = run.conclusion
        finally:
            self._orders.take_back(order)
            self.github.finish_run(record.id, conclusion)
        self.runs.append(run)
        self._trouble.require_none(Place(step=record.workflow, log=order.logs / "act.log"))
        return run

    def tip(self) -> str:
        """Return the commit of main; raises RehearsalError before the first push."""
        if (tip := self.git.tip()) is None:
            raise RehearsalError(
                "empty repository",
                "nothing was pushed",
                expected="world.push() first",
                remedy="push in the scenario",
            )
        return tip
