"""Calling a program, or a command of a page, with exactly the variables of whoever reads it."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

Done = subprocess.CompletedProcess[str]


def shell(command: str, folder: Path, env: Mapping[str, str]) -> Done:
    """Run one command of a page as bash reads it."""
    return call(("bash", "-c", command), folder, env)


def call(argv: tuple[str, ...], folder: Path, env: Mapping[str, str]) -> Done:
    """Run a program in `folder` with exactly the variables of `env`."""
    return subprocess.run(
        argv,
        cwd=folder,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=120,
        check=False,
    )
