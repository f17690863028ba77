"""Put the world's uv on PATH if it is the version asked for."""

import json
import os
import sys
from pathlib import Path


def main() -> int:
    """Install; say why not."""
    inputs: dict[str, str] = json.loads(os.environ["INPUTS"])
    if inputs["enable-cache"] != "false":
        return _refuse("enable-cache must be false: jobs whose output is released use no cache")
    if inputs["python-version"]:
        return _refuse("python-version is not played: jobs use the runner's python3")
    shelf = Path(os.environ["REHEARSAL_TOOLS"]) / "uv"
    wanted = inputs["version"].removeprefix("v")
    if not wanted or not (shelf / wanted / "uv").exists():
        there = ", ".join(sorted(path.name for path in shelf.iterdir()))
        return _refuse(f"uv {wanted or 'of any version'} is not here; this world has {there}")
    with Path(os.environ["GITHUB_PATH"]).open("a") as path:
        path.write(f"{shelf / wanted}\n")
    sys.stdout.write(f"uv {wanted}\n")
    return 0


def _refuse(problem: str) -> int:
    sys.stderr.write(f"stand-in for astral-sh/setup-uv: {problem}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
