"""Reading a folder of small text files that people write, and the list of what git tracks."""

import os
from collections.abc import Mapping
from pathlib import Path

from release import process
from release.errors import MissingToolError
from release.files import MIB, read_bytes

_FILES = 20_000
_TIMEOUT = 30.0


def files_below(root: Path, folder: str) -> dict[str, bytes]:
    """Return path → bytes of every file below `folder`, by path relative to `root`.

    Raises IrregularFileError for a link or a file of more than a MiB.
    """
    found: dict[str, bytes] = {}
    for directory, folders, names in os.walk(root / folder):
        folders.sort()
        for name in sorted(names):
            path = Path(directory, name)
            found[path.relative_to(root).as_posix()] = read_bytes(path, limit=MIB)
    return found


def tracked(root: Path, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return every file git tracks, or would track, below `root`; raises MissingToolError."""
    git = process.find("git", path=environment.get("PATH", ""), remedy="install git")
    argv: list[str | Path] = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    env = process.forwarded(environment, ("PATH", "HOME"))
    done = process.run(argv, env=env, timeout=_TIMEOUT, directory=root)
    if done.code:
        raise MissingToolError(
            f"git cannot list the tree: {done.last_line[-200:]}",
            expected="a checkout of this repository",
            remedy="run it in a clone",
        )
    names = (name for name in done.out.decode(errors="replace").split("\0") if name)
    return tuple(sorted(name for name in names if (root / name).is_file()))
