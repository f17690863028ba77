"""What `make rehearse` does: play, keep a world, end a kept one."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.rehearsal.kept import Alone, Kept
from tests.rehearsal.play import Theatre
from tests.rehearsal.report import Report
from tests.rehearsal.stories import DEFAULT, STORIES, chosen
from tests.rehearsal.table import Live, table
from tests.rehearsal.tools import cache_folder, ready
from tests.rehearsal.world import World

ALL = "all"
CHOICES = (ALL, *(story.name for story in STORIES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A rehearsal of the checkout `tree`."""

    tree: Path
    environment: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """Where report, logs and the files of a kept world lie."""
        return self.tree / "build" / "rehearsal"

    def play(self, scenario: str | None, *, stay: bool) -> int:
        """Tell the stories and print the table; return the exit code.

        With `stay`, the last world is held after the table, until somebody ends it.
        """
        lock = Alone(self.folder)
        shutil.rmtree(self.folder / "logs", ignore_errors=True)

        def hold(world: World, report: Report) -> None:
            _say(table(report))
            lock.release()
            Kept(self.folder).hold(world)

        tools = ready(cache_folder(self.environment))
        live = Live(sys.stdout)
        theatre = Theatre(tools=tools, tree=self.tree, folder=self.folder, live=live)
        report = theatre.play(chosen(_names(scenario)), keep=hold if stay else None)
        if not (stay and report.good):
            _say(table(report))
        return 0 if report.good else 1

    def keep(self, argv: tuple[str, ...]) -> int:
        """Run `argv`, which plays and stays, as a process of its own; return its exit code."""
        kept = Kept(self.folder)
        kept.stop()
        self.folder.mkdir(parents=True, exist_ok=True)
        if code := kept.start(argv):
            return code
        _say(f"the world stays for eight hours; to enter it:  source {kept.env_file}")
        _say("to leave it: rehearsal_leave; to end it: make rehearse-stop")
        return 0

    def stop(self) -> int:
        """End a kept world."""
        ended = Kept(self.folder).stop()
        _say("the kept world has ended" if ended else "no world is kept")
        return 0


def _names(scenario: str | None) -> tuple[str, ...]:
    if scenario is None:
        return DEFAULT
    return CHOICES[1:] if scenario == ALL else (scenario,)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
