"""Put the world's cosign on PATH if it is the version asked for."""

import json
import os
import sys
from pathlib import Path


def main() -> int:
    """Install; say why not."""
    inputs: dict[str, str] = json.loads(os.environ["INPUTS"])
    if inputs["install-dir"] or inputs["use-sudo"] != "false":
        return _refuse("install-dir and use-sudo are not played")
    shelf = Path(os.environ["REHEARSAL_TOOLS"]) / "cosign"
    wanted = inputs["cosign-release"].removeprefix("v")
    if not (shelf / wanted / "cosign").exists():
        there = ", ".join(sorted(path.name for path in shelf.iterdir()))
        return _refuse(f"cosign {wanted} is not here; this world has {there}")
    with Path(os.environ["GITHUB_PATH"]).open("a") as path:
        path.write(f"{shelf / wanted}\n")
    sys.stdout.write(f"cosign {wanted}\n")
    return 0


def _refuse(problem: str) -> int:
    sys.stderr.write(f"stand-in for sigstore/cosign-installer: {problem}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
