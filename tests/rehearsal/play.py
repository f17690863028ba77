"""Tells stories, one world after the other, and writes down how each ended."""

import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from release.errors import ReleaseError
from tests.rehearsal.failure import Place, RehearsalError
from tests.rehearsal.machine import Machine
from tests.rehearsal.report import Report, Told
from tests.rehearsal.stories import Story
from tests.rehearsal.table import Live
from tests.rehearsal.tools import Tools, npm
from tests.rehearsal.world import World

Keep = Callable[[World, Report], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theatre:
    """Where stories are told: with which tools, of which checkout, and who watches."""

    tools: Tools
    tree: Path
    folder: Path
    live: Live

    def play(self, stories: Sequence[Story], keep: Keep | None = None) -> Report:
        """Tell `stories` and return the report, which is written whatever happens.

        `keep` is called in the last world before it closes, if all went well.
        """
        report = Report(folder=self.folder, planned=tuple(story.name for story in stories))
        try:
            for name, group in groupby(stories, key=lambda story: story.world):
                self._in_a_world(name, tuple(group), report, keep)
        finally:
            told = {ending.name for ending in report.stories}
            rest = [name for name in report.planned if name not in told]
            report.stories += [Told(name=name, not_run="interrupted") for name in rest]
            report.write()
        return report

    def _in_a_world(
        self, name: str, stories: tuple[Story, ...], report: Report, keep: Keep | None
    ) -> None:
        logs = self.folder / "logs" / name
        logs.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        try:
            world = World.start(self.tools, tree=self.tree, logs=logs, progress=self.live)
        except ReleaseError as error:
            report.stories += _never_began(stories, error)
            return
        with world:
            report.world_seconds = time.monotonic() - began
            self.live.say(f"world      up in {report.world_seconds:.1f} s")
            try:
                for told in self._tell(world, stories):
                    report.stories.append(told)
            finally:
                report.take(world)
            if keep and report.good:
                report.write()
                keep(world, report)

    def _tell(self, world: World, stories: Iterable[Story]) -> Iterator[Told]:
        pushed = world.push()
        changes = " with local changes" if pushed.tree.local_changes else ""
        self.live.say(f"commit     {pushed.commit}{changes}")
        failed: str | None = None
        for story in stories:
            if why := hindrance(story, world.machine, failed):
                yield Told(name=story.name, not_run=why)
                continue
            self.live.say(f"scenario   {story.name}")
            began, before = time.monotonic(), len(world.runs)
            failure = self._failure_of(story, world)
            failed = story.name if failure else None
            yield Told(
                name=story.name,
                seconds=time.monotonic() - began,
                failure=failure,
                runs=tuple(world.runs[before:]),
            )

    def _failure_of(self, story: Story, world: World) -> RehearsalError | None:
        try:
            story.tell(world)
            world.check()
        except RehearsalError as error:
            return error
        except Exception:  # noqa: BLE001 - a bug is reported with its traceback, and the world closed
            log = world.logs / f"{story.name}.traceback"
            log.write_text(traceback.format_exc())
            return RehearsalError(
                "bug",
                traceback.format_exc().strip().splitlines()[-1],
                expected="no bug in the rehearsal",
                remedy="read the traceback",
                place=Place(step=story.name, log=log),
            )
        return None


def hindrance(story: Story, machine: Machine, failed: str | None) -> str | None:
    """Return why `story` cannot be told, None when it can; `failed` is the story that broke it."""
    if failed:
        return f"{failed} failed in the same world"
    return npm.LACKING if story.needs_node and machine.node is None else None


def _never_began(stories: Sequence[Story], error: ReleaseError) -> Iterator[Told]:
    failure = RehearsalError(
        f"code {error.exit_code}", error.problem, expected=error.expected, remedy=error.remedy
    )
    yield Told(name=stories[0].name, failure=failure)
    for story in stories[1:]:
        yield Told(name=story.name, not_run="the world did not start")
