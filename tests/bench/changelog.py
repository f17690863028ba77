"""Rendering the changelog from five hundred fragments, as a person at a desk waits for it."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.measure import ROOT, Row, seconds, within
from upkeep.fragments import CATEGORIES

LIMIT = 0.5
_FRAGMENTS = 500
_ROUNDS = 5
_ITEM = (
    "- A change with a `name`, which tells in two lines what it means for\n  whoever reads it.\n"
)


def row() -> Row:
    """Return the median time of the script, interpreter included."""
    with tempfile.TemporaryDirectory(prefix="changelog-") as place:
        tree = Path(place)
        for part in ("release", "upkeep", "scripts"):
            shutil.copytree(ROOT / part, tree / part)
        for n in range(_FRAGMENTS):
            folder = tree / "changelog.d" / CATEGORIES[n % len(CATEGORIES)]
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{n:04}-change.md").write_text(_ITEM, encoding="utf-8")
        argv = [sys.executable, "-I", str(tree / "scripts/changelog.py"), "render"]
        taken = sorted(
            seconds(lambda: subprocess.run(argv, check=True, capture_output=True))
            for _ in range(_ROUNDS)
        )
        assert (tree / "CHANGELOG.md").read_text(encoding="utf-8").count("- A change") == _FRAGMENTS
    number = f"`scripts/changelog.py render`, {_FRAGMENTS} fragments"
    return within(number, taken[_ROUNDS // 2], limit=LIMIT, unit="s")
