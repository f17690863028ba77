"""A contributor's desk: a clone, a login that may push and start runs, and the drop script."""

import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.rehearsal import environment
from tests.rehearsal.failure import require_same
from tests.rehearsal.world import World
from tests.static.page import block
from tests.static.tree import text

NAME, PAGE = "a-contributor", "docs/pipeline.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Somebody with a clone of the world's repository."""

    clone: Path
    variables: Mapping[str, str]

    @classmethod
    def of(cls, world: World) -> "Contributor":
        """Clone the repository, as a person who may write does."""
        home = Path(tempfile.mkdtemp(prefix="contributor-", dir=world.root))
        token = world.github.tokens.issue(NAME, {"contents": "write", "actions": "write"})
        login = f'[url "https://x-access-token:{token}@github.com/"]\n'
        (home / ".gitconfig").write_text(f"{login}\tinsteadOf = https://github.com/\n")
        own = environment.consumer(home, world.consumer_bin(), token)
        made = cls(clone=home / "clone", variables={**own, **world.client_env()})
        made.git("clone", "-q", world.policy.repository.url, str(made.clone), directory=home)
        return made

    def git(self, *words: str, directory: Path | None = None) -> str:
        """Run git in the clone and return what it says."""
        done = subprocess.run(
            ("git", *words),  # noqa: S607 - git of PATH
            cwd=directory or self.clone,
            env=dict(self.variables),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        require_same(f"git {words[0]}: {done.stderr[-200:]}", done.returncode, 0)
        return done.stdout

    def drop(self, path: str, data: bytes, *options: str) -> Mapping[str, object]:
        """Put `data` at `path` of the clone and drop it as the page says; nothing else changes."""
        (self.clone / path).write_bytes(data)
        before = self.git("status", "--porcelain", "--ignored", "--branch")
        objects = self.git("count-objects")
        python, *words = told(path, *options)
        require_same("the page's program", python, "python3")
        done = subprocess.run(
            (sys.executable, "-B", *words, "--json"),
            cwd=self.clone,
            env=dict(self.variables),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        require_same(f"drop.py: {done.stderr[-300:]}", done.returncode, 0)
        require_same(
            "the clone", self.git("status", "--porcelain", "--ignored", "--branch"), before
        )
        require_same("the clone's objects", self.git("count-objects"), objects)
        require_same("the file", (self.clone / path).read_bytes() == data, expected=True)
        said: Mapping[str, object] = json.loads(done.stdout)
        return said


def told(path: str, *options: str) -> list[str]:
    """Return the words of the page's command that drops `path`; raises RehearsalError for none."""
    lines = block(text(PAGE), "sh", "scripts/drop.py").splitlines()
    commands = [shlex.split(line, comments=True) for line in lines]
    found = [words for words in commands if words[3:] == [path, *options]]
    require_same(f"{PAGE} drops {path}", len(found), 1)
    return found[0]
