"""What comes from npm, where the machine has node and npm: two libraries that others run.

Which registry that is, the machine says (npm's own configuration); the lock holds digests and no
addresses. No package's install script is run.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.rehearsal.tools.cache import Cache, Part, Price
from tests.rehearsal.tools.commands import output, run
from tests.rehearsal.tools.progress import Progress
from tests.rehearsal.tools.versions import TREE, short_hash

LACKING = "release-please needs node 20 and npm: install them, then make tools"
NODE_AT_LEAST = 20
"""What release-please 17 asks for (package.json, "engines")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A library by the lock in `folder`, and what of it is removed: nobody loads it."""

    name: str
    folder: str
    also: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    price: Price

    @property
    def files(self) -> tuple[Path, ...]:
        """What lies beside the packages: their lock, and the programs that load them."""
        names = ("package.json", "package-lock.json", *self.also)
        return tuple(TREE / self.folder / name for name in names)


RELEASE_PLEASE = Library(
    name="release-please",
    folder="tests/rehearsal/actions/release_please",
    unused=(".bin", "typescript"),  # commands nobody calls; 65 MB that it declares and never loads
    price=Price(minutes=0.3, keeps=0.04, needs=0.15),
)
SIGSTORE_JS = Library(
    name="sigstore-js",
    folder="tests/instance/js",
    also=("verify.cjs",),
    price=Price(minutes=0.1, keeps=0.01, needs=0.02),
)
_LIBRARIES = (RELEASE_PLEASE, SIGSTORE_JS)


def node(path: str | None = None) -> Path | None:
    """Return the node on PATH, or on `path`, when it is new enough and npm is there as well."""
    found = shutil.which("node", path=path)
    if found is None or shutil.which("npm", path=path) is None:
        return None
    said = re.match(r"v(\d+)\.", output([found, "--version"]))
    return Path(found) if said and int(said[1]) >= NODE_AT_LEAST else None


def parts(cache: Cache, progress: Progress) -> Iterator[Part]:
    """Return the parts to be fetched; none on a machine without node."""
    if node() is None:
        return
    for library in _LIBRARIES:
        yield Part(
            name=library.name,
            key=short_hash(*(file.read_text() for file in library.files)),
            build=partial(_build, library, cache, progress),
            price=library.price,
        )


def _build(library: Library, cache: Cache, progress: Progress, folder: Path) -> None:
    with progress.step(f"{library.name}, from npm"):
        for file in library.files:
            shutil.copyfile(file, folder / file.name)
        words = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder))
        # Milliseconds; left alone, npm waits five minutes for each of three answers.
        bounds = {"npm_config_fetch_timeout": "60000", "npm_config_fetch_retries": "2"}
        env = {"npm_config_cache": str(cache.temporary / "npm"), **bounds}
        run(["npm", *words], log=cache.root / "set-up.log", progress=progress, env=env)
        for name in library.unused:
            shutil.rmtree(folder / "node_modules" / name)
