"""Taking times, and saying them as one row of a table."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table; `aim` is what we want it to be."""

    number: str
    measured: str
    against: str
    aim: str
    kept: bool

    def line(self) -> str:
        """Return the row as Markdown."""
        verdict = "yes" if self.kept else "**no**"
        return f"| {self.number} | {self.measured} | {self.against} | {self.aim} | {verdict} |"


def seconds(action: Callable[[], object]) -> float:
    """Return how long `action` takes."""
    began = time.monotonic()
    action()
    return time.monotonic() - began


def medians(actions: Sequence[Callable[[], object]], *, rounds: int) -> tuple[float, ...]:
    """Return the median time of each action; they take turns, so a busy moment hits all."""
    taken = [[seconds(action) for action in actions] for _ in range(rounds)]
    return tuple(statistics.median(column) for column in zip(*taken, strict=True))


def within(number: str, value: float, *, limit: float, unit: str) -> Row:
    """Return the row of a value that has a limit and nothing to compare with."""
    return Row(
        number=number,
        measured=f"{value:.2f} {unit}",
        against="nothing comparable",
        aim=f"at most {limit:g} {unit}",
        kept=value <= limit,
    )


def machine() -> str:
    """Return what the numbers were measured on, in one sentence."""
    processor = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    python = platform.python_version()
    return f"{os.cpu_count()} x {processor}, {gigabytes:.0f} GB, Linux, Python {python}."
