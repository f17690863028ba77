"""What the doctor looks at: this machine and the tool cache, one finding each."""

import platform
import shutil
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from release.errors import MissingToolError
from tests.rehearsal.tools import needs
from tests.rehearsal.tools.commands import output
from tests.rehearsal.tools.setup import missing, price, space
from tests.rehearsal.tools.versions import GO_AT_LEAST

METRICS_PORT = 2112
"""Where the timestamp authority serves metrics; no flag moves it."""


class Verdict(Enum):
    """How bad a finding is."""

    OK = "ok"
    TO_COME = "to come"  # set-up brings it
    LIMITED = "limited"  # everything works, but not as well
    MISSING = "MISSING"  # nothing works without


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the doctor's table."""

    name: str
    verdict: Verdict
    found: str
    remedy: str = ""

    def lines(self) -> str:
        """Return one line of the table, with the remedy below it."""
        text = f"{self.name:<11} {self.verdict.value:<8} {self.found}"
        return f"{text}\n{'':<20} → {self.remedy}" if self.remedy else text


def examine(cache_folder: Path) -> tuple[Finding, ...]:
    """Return everything worth knowing before set-up and rehearsal."""
    lacking = missing(cache_folder)
    return (
        _need("system", f"{platform.system()} {platform.machine()}", needs.require_platform),
        _need("python", f"{platform.python_version()}, venv", needs.require_venv),
        _program("git", "--version"),
        _program("make", "--version"),
        _go(needed=any(part.built_with_go for part in lacking)),
        _need(
            "disk",
            f"{needs.free_gigabytes(cache_folder):.0f} GB free for {cache_folder}",
            lambda: needs.require_space(cache_folder, space(lacking)),
        ),
        _loopback(),
        _namespaces(),
        Finding(name="tools", verdict=Verdict.OK, found=f"all in {cache_folder}")
        if not lacking
        else Finding(
            name="tools",
            verdict=Verdict.TO_COME,
            found="not there or damaged: " + ", ".join(part.name for part in lacking),
            remedy=f"make rehearse or make test gets them: {price(lacking)}",
        ),
    )


def require_healthy(findings: Sequence[Finding]) -> None:
    """Raise MissingToolError unless nothing that is needed is missing."""
    lacking = [finding for finding in findings if finding.verdict is Verdict.MISSING]
    if lacking:
        raise MissingToolError(
            f"not ready: {', '.join(finding.name for finding in lacking)} MISSING",
            expected="everything that set-up does not bring",
            remedy="do what the lines marked MISSING say, then run make doctor again",
        )


def _need(name: str, found: str, require: Callable[[], None]) -> Finding:
    try:
        require()
    except MissingToolError as error:
        return Finding(name=name, verdict=Verdict.MISSING, found=str(error), remedy=error.remedy)
    return Finding(name=name, verdict=Verdict.OK, found=found)


def _program(name: str, asks: str) -> Finding:
    said = output([name, asks]).partition("\n")[0]
    return _need(name, said, lambda: needs.require_program(name))


def _go(*, needed: bool) -> Finding:
    go = shutil.which("go")
    wanted = ".".join(map(str, GO_AT_LEAST))
    if go is not None and needs.go_on_path() is not None:
        return Finding(name="go", verdict=Verdict.OK, found=output([go, "version"]).strip())
    if not needed:
        return Finding(name="go", verdict=Verdict.OK, found="not needed, all tools are built")
    return Finding(
        name="go",
        verdict=Verdict.TO_COME,
        found=f"no Go {wanted} or newer on PATH",
        remedy="set-up takes the wheel of requirements/go.txt for the time of the build",
    )


def _loopback() -> Finding:
    try:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
    except OSError as error:
        return Finding(
            name="loopback",
            verdict=Verdict.MISSING,
            found=f"no port on 127.0.0.1: {error.strerror}",
            remedy="allow this user to listen on loopback (sudo ip link set lo up)",
        )
    return Finding(name="loopback", verdict=Verdict.OK, found="ports on 127.0.0.1 are free")


def _namespaces() -> Finding:
    if needs.namespaces_work():
        return Finding(name="namespaces", verdict=Verdict.OK, found="a network of one's own")
    if _metrics_port_is_free():
        return Finding(
            name="namespaces",
            verdict=Verdict.LIMITED,
            found="no network namespaces for this user: one rehearsal at a time",
            remedy="sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu)",
        )
    return Finding(
        name="namespaces",
        verdict=Verdict.MISSING,
        found=f"no network namespaces, and port {METRICS_PORT} is taken",
        remedy=f"end what listens on port {METRICS_PORT} (ss -ltnp sport = :{METRICS_PORT})",
    )


def _metrics_port_is_free() -> bool:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("", METRICS_PORT))
        except OSError:
            return False
    return True
