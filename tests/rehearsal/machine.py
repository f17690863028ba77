"""The tools of the machine that plays the hosted runner."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.rehearsal.failure import RehearsalError
from tests.rehearsal.tools import Tools, npm
from tests.rehearsal.tools.versions import base_python


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where each tool lies; of those that an action installs, also the version."""

    act: Path
    python: Path
    git: Path
    gh: Path
    cosign: Path
    cosign_version: str
    uv: Path
    uv_version: str
    node: Path | None
    """The runtime of release-please; None on a machine without."""
    release_please: Path

    @classmethod
    def of(cls, tools: Tools) -> "Machine":
        """Return the machine that has `tools`; raises RehearsalError when one says nothing."""
        return cls(
            act=tools.act,
            python=base_python(),
            git=_system("git"),
            gh=tools.gh,
            cosign=tools.cosign,
            cosign_version=_version(tools.cosign, "version"),
            uv=tools.uv,
            uv_version=_version(tools.uv, "--version"),
            node=npm.node(),
            release_please=tools.release_please,
        )


def _system(tool: str) -> Path:
    if (found := shutil.which(tool)) is None:
        raise _no_tool(tool, "is not on PATH")
    return Path(found)


def _version(tool: Path, argument: str) -> str:
    done = subprocess.run((tool, argument), capture_output=True, text=True, timeout=30, check=True)
    if not (found := re.search(r"(?<![\d.])(\d+\.\d+\.\d+)", done.stdout + done.stderr)):
        raise _no_tool(tool.name, "does not say its version")
    return found[1]


def _no_tool(tool: str, problem: str) -> RehearsalError:
    return RehearsalError(
        "tool", f"{tool} {problem}", expected=tool, remedy="run make doctor, then make rehearse"
    )
