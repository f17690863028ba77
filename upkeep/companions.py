"""What each alarm tells of the other schedules: one that GitHub starts no more tells nothing."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from release.errors import MissingRightError, ReleaseError, SettingError
from release.sighting import Sighting
from upkeep.alarm import Watch
from upkeep.answers import WORKFLOWS, Answer, Document, Questions
from upkeep.check import Check, Verdict
from upkeep.schedules import Schedule
from upkeep.workflows import FOLDER, checks, place, started

QUIET = timedelta(days=50)
"""How long main may have no commit. GitHub stops schedules after 60 days: ten are for people."""

SCHEDULED = (*(watch.value for watch in Watch), "u2netp-mirror-attach")
"""What GitHub starts by the clock: the watches, and the release that goes on by itself."""

_STOPS = timedelta(days=60)


def seen_of_others(
    watch: Watch, questions: Questions, base: str, *, root: Path, now: datetime
) -> tuple[Sighting, ...]:
    """Return what is wrong with the other schedules of the repository at `base`.

    Each that GitHub lists as active is asked for its newest run, which must be as young as its
    cron line in the tree `root` says. A question without an answer is one more thing to tell, and
    keeps nothing from being told.
    """

    def ask(question: str) -> Answer:
        status, document = questions.asked(f"{base}/{question}")
        return Answer(status=status, document=document)

    paths = [f"{FOLDER}/{name}.yml" for name in SCHEDULED if name != watch.value]
    try:
        listed = ask(f"{WORKFLOWS}?per_page=100")
    except ReleaseError as error:
        return (Sighting.of("the other watches", error),)
    silent = _silent(started(paths, listed), ask, root, now)
    return (*_told(checks(paths, listed)), *silent)


def seen_of_silence(tip: Callable[[], datetime], now: datetime) -> tuple[Sighting, ...]:
    """Return the warning that main has been quiet for long; `tip` tells when its last commit was.

    That it is not known is one more thing to tell.
    """
    try:
        last = tip()
    except ReleaseError as error:
        return (Sighting.of("schedules", error),)
    return () if now - last <= QUIET else (Sighting.of("schedules", _quiet(last)),)


def _quiet(last: datetime) -> SettingError:
    return SettingError(
        f"main has had no commit since {last.date()}",
        expected=f"one before {(last + _STOPS).date()}: then GitHub stops every schedule",
        remedy="merge a pull request, one of Dependabot's for example",
    )


def _silent(
    listed: Mapping[str, Document], ask: Callable[[str], Answer], root: Path, now: datetime
) -> Iterator[Sighting]:
    for path, row in listed.items():
        try:
            schedule = Schedule.read(root, path)
            schedule.require_begun(row, ask(schedule.question), now)
        except ReleaseError as error:
            yield Sighting.of(place(path), error)


def _told(found: Iterator[Check]) -> Iterator[Sighting]:
    for check in found:
        if check.verdict is Verdict.DIFFERS:
            yield Sighting.of(check.where, _stopped(check))
        elif check.verdict is Verdict.UNASKED:
            yield Sighting.of(check.where, _unasked(check))


def _stopped(check: Check) -> SettingError:
    return SettingError(check.said, expected="a schedule that GitHub starts", remedy=check.click)


def _unasked(check: Check) -> MissingRightError:
    return MissingRightError(
        check.said,
        expected="an answer about every watch",
        remedy="compare the job's permissions with .github/governance.toml",
    )
