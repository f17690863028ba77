"""Find node and the library on the world's shelf, and run the library as the action does."""

import json
import os
import subprocess
import sys
from pathlib import Path

_REFUSED = ("release-type", "path", "proxy-server")


def main() -> int:
    """Run; say why not."""
    inputs: dict[str, str] = json.loads(os.environ["INPUTS"])
    if inputs["fork"] != "false" or any(inputs[name] for name in _REFUSED):
        return _refuse(f"fork, {', '.join(_REFUSED)} are not played")
    if not inputs["token"]:
        return _refuse("token may not be empty")
    shelf = Path(os.environ["REHEARSAL_TOOLS"]) / "release-please"
    if not shelf.is_dir():
        return _refuse("there is no release-please here: install node and npm, then make tools")
    program = str(Path(__file__).with_name("release.cjs"))
    env = {**os.environ, "NODE_PATH": str(shelf / "node_modules")}
    argv = [str(shelf / "node"), program]
    return subprocess.run(argv, env=env, check=False, timeout=300).returncode


def _refuse(problem: str) -> int:
    sys.stderr.write(f"stand-in for googleapis/release-please-action: {problem}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
