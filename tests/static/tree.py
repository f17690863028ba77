"""The files of the tree, as the rehearsal and a commit would see them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

STEPS = ("guard", "acquire", "export", "prove", "sign", "attach", "record", "verify")
"""The eight words, in running order."""


@cache
def files() -> tuple[Path, ...]:
    """Return every file git tracks or would track, relative to the root, sorted."""
    argv = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(argv, cwd=ROOT, check=True, capture_output=True).stdout
    paths = {Path(name) for name in listed.decode().split("\0") if name}
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


def below(*folders: str, suffix: str) -> tuple[Path, ...]:
    """Return the files in `folders` whose names end in `suffix`."""
    inside = (p for p in files() if any(p.is_relative_to(folder) for folder in folders))
    return tuple(p for p in inside if p.name.endswith(suffix))


def documents() -> tuple[Path, ...]:
    """Return every page for people."""
    return tuple(path for path in files() if path.suffix == ".md")


def text(path: Path | str) -> str:
    """Return the text of a file of the tree."""
    return (ROOT / path).read_text(encoding="utf-8")
