"""Small releases in a world, really signed under its keys, recorded on main: enough to watch."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from release.names import REGISTRY
from release.registry import Registry
from tests.contract.client import Client
from tests.export.installed import installed_python
from tests.instance.instance import Instance
from tests.rehearsal.hosts.issue_records import Issue
from tests.rehearsal.hosts.tokens import ACTIONS_BOT
from tests.rehearsal.world import World
from tests.watch.seeded import Shelf, publish, tag

_API = "https://api.github.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a script ended: its code, all it said, and its job outputs by name."""

    code: int
    text: str
    outputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Shown:
    """What is published in `world`, and the hands of a maintainer."""

    world: World
    shelf: Shelf

    @classmethod
    def of(
        cls, world: World, numbers: tuple[int, ...], graphs: Mapping[int, bytes] | None = None
    ) -> "Shown":
        """Sign, publish and record the releases `numbers`; some may have real `graphs`."""
        signing = Instance(world.sigstore.keys)
        shelf = Shelf(instance=signing, policy=world.policy, graphs=graphs or {})
        for n in numbers:
            shelf.sign(n)
        found = cls(world=world, shelf=shelf)
        before = Registry.parse(world.git.read(world.tip(), REGISTRY))
        commit = world.commit({REGISTRY: shelf.registry(before).dump()}, "Record the releases")
        publish(found.client, found.writer, shelf, commit, numbers)
        return found

    @cached_property
    def client(self) -> Client:
        """Whoever calls GitHub."""
        return Client(self.world.network)

    @cached_property
    def writer(self) -> str:
        """The login of somebody who may write."""
        return self.world.github.tokens.issue("a-maintainer", {"contents": "write"})

    @property
    def repository(self) -> str:
        """Where the repository answers."""
        return f"{_API}/repos/{self.world.policy.repository.name}"

    def page(self, n: int) -> str:
        """Return the address of release `n` in the API."""
        url = f"{self.repository}/releases/tags/{tag(n)}"
        found = self.client("GET", url, token=self.writer).document()
        return f"{self.repository}/releases/{found['id']}"

    def issues(self) -> tuple[Issue, ...]:
        """Return the issues that are open."""
        return tuple(issue for issue in self.world.github.issues() if issue.state == "open")

    @cached_property
    def python(self) -> Path:
        """An interpreter that has the project, as in a job."""
        return installed_python(self.world.root / "python")

    def clone(self) -> Path:
        """Return a fresh clone of main."""
        home = self.world.root / f"clone-{os.urandom(4).hex()}"
        clone = ("git", "clone", "-q", str(self.world.github.git_dir), str(home))
        subprocess.run(clone, check=True, capture_output=True)
        return home

    def script(self, name: str, *words: str, rights: Mapping[str, str], **env: str) -> Said:
        """Run a script in a fresh clone of main, as a job with `rights` does."""
        return self.script_in(self.clone(), name, *words, rights=rights, **env)

    def script_in(
        self, home: Path, name: str, *words: str, rights: Mapping[str, str], **env: str
    ) -> Said:
        """Run a script in the clone `home`, as `script` does."""
        outputs = home / ".git" / "outputs"
        token = self.world.github.tokens.issue(ACTIONS_BOT, rights)
        variables = {**self.world.consumer_env(), "GH_TOKEN": token, "GITHUB_RUN_ID": "7"}
        done = subprocess.run(
            [str(self.python), "-I", f"scripts/{name}", *words],
            cwd=home,
            env={**variables, "GITHUB_OUTPUT": str(outputs), **env},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        told = outputs.read_text().splitlines() if outputs.exists() else []
        found = {told[i].partition("<<")[0]: told[i + 1] for i in range(0, len(told), 3)}
        return Said(code=done.returncode, text=done.stdout + done.stderr, outputs=found)
