"""Running one tool as a person with an empty home directory would."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.rehearsal.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A clean environment; what a command needs beyond that is said where it is run."""

    home: Path
    tools: Tools

    def run(self, *argv: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run `argv` in the home directory, with the tools first on PATH."""
        path = f"{self.tools.bin}:{self.tools.venv / 'bin'}:/usr/bin:/bin"
        return subprocess.run(
            argv,
            env={"HOME": str(self.home), "PATH": path, **env},
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def expect(self, *argv: str, env: Mapping[str, str]) -> str:
        """Run `argv`, which must succeed, and return what it printed."""
        done = self.run(*argv, env=env)
        assert done.returncode == 0, f"{argv[0]}: {done.stdout}{done.stderr}"
        return done.stdout
