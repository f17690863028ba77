"""What comes from npm, where the machine has node and npm: the library of release-please.

Which registry that is, the machine says (npm's own configuration); the lock holds digests and no
addresses. No package's install script is run.
"""

import re
import shutil
from pathlib import Path

from tests.rehearsal.tools.cache import Cache, Part, Price
from tests.rehearsal.tools.commands import output, run
from tests.rehearsal.tools.progress import Progress
from tests.rehearsal.tools.versions import TREE, short_hash

NAME = "release-please"
LACKING = "release-please needs node 20 and npm: install them, then make tools"
NODE_AT_LEAST = 20
"""What release-please 17 asks for (package.json, "engines")."""

_FILES = tuple(
    TREE / "tests/rehearsal/actions/release_please" / name
    for name in ("package.json", "package-lock.json")
)
_UNUSED = (".bin", "typescript")
"""Commands nobody calls; and 65 MB that release-please declares and never loads."""
_PRICE = Price(minutes=0.3, keeps=0.04, needs=0.15)


def node(path: str | None = None) -> Path | None:
    """Return the node on PATH, or on `path`, when it is new enough and npm is there as well."""
    found = shutil.which("node", path=path)
    if found is None or shutil.which("npm", path=path) is None:
        return None
    said = re.match(r"v(\d+)\.", output([found, "--version"]))
    return Path(found) if said and int(said[1]) >= NODE_AT_LEAST else None


def part(cache: Cache, progress: Progress) -> Part | None:
    """Return the part to be fetched; None on a machine without node."""
    if node() is None:
        return None

    def build(folder: Path) -> None:
        with progress.step("release-please, from npm"):
            for file in _FILES:
                shutil.copyfile(file, folder / file.name)
            words = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder))
            # Milliseconds; left alone, npm waits five minutes for each of three answers.
            bounds = {"npm_config_fetch_timeout": "60000", "npm_config_fetch_retries": "2"}
            env = {"npm_config_cache": str(cache.temporary / "npm"), **bounds}
            run(["npm", *words], log=cache.root / "set-up.log", progress=progress, env=env)
            for name in _UNUSED:
                shutil.rmtree(folder / "node_modules" / name)

    key = short_hash(*(file.read_text() for file in _FILES))
    return Part(name=NAME, key=key, build=build, price=_PRICE)
