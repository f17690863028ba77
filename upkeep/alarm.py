"""The alarm: one issue for each thing that is watched, open as long as it is not well.

Decides what to do about the issues that are there; `upkeep.issues` does it. What was seen holds
names chosen by others: it stands in a fence, where GitHub makes no link, mention or mark of it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from release import sighting
from release.errors import InvalidRecordError
from release.sighting import Sighting

BOT = "github-actions[bot]"
"""Who opens our issues: a job with its own token. Nobody can register a name with brackets."""

_LIMIT = 60_000
"""Characters; GitHub takes 65,536 (issues API, "body is too long")."""


class Watch(Enum):
    """What is watched, by the name of its workflow; each has one issue at most."""

    VERIFY_PUBLISHED = "verify-published"
    LOG_MONITOR = "log-monitor"
    UPSTREAM_WATCH = "upstream-watch"

    @property
    def title(self) -> str:
        """The title of its issue; no word of it comes from outside."""
        return f"Alarm: {self.value}"

    @property
    def sign(self) -> str:
        """How the first line of its issue begins, so that a later run knows it."""
        return f"<!-- alarm {self.value} "


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An open issue as GitHub lists it."""

    number: int
    author: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """How the watching job ended, in GitHub's word, and what it told; `run` is its address."""

    watch: Watch
    result: str
    seen: tuple[Sighting, ...]
    more: int
    run: str

    @property
    def well(self) -> bool:
        """Whether all is well: a job that ended so, and told nothing. All else is an alarm."""
        return self.result == "success" and not self.seen

    @property
    def marker(self) -> str:
        """The first line of the issue: whose it is, and what it speaks of."""
        told = "\n".join((self.result, *(sighting.line for sighting in self.seen)))
        return f"{self.watch.sign}{hashlib.sha256(told.encode()).hexdigest()[:16]} -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Open the issue."""

    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Write the body anew; with a comment, which people are told of, when it says other things."""

    number: int
    body: str
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Say why, and close the issue."""

    number: int
    comment: str


Action = Open | Edit | Close


def heard(text: str) -> tuple[tuple[Sighting, ...], int]:
    """Return what a watch told, and how many sightings more; nonsense is a sighting, too."""
    if not text:
        return (), 0
    try:
        return sighting.parse(text)
    except InvalidRecordError as error:
        return (Sighting.of("the watch itself", error),), 0


def decide(issues: Sequence[Issue], news: News) -> tuple[Action, ...]:
    """Return what to do so that exactly one issue is open if something is wrong, else none."""
    ours = sorted((i for i in issues if is_about(i, news.watch)), key=lambda issue: issue.number)
    if news.well:
        return tuple(Close(number=i.number, comment=f"All is well: {news.run}") for i in ours)
    if not ours:
        return (Open(title=news.watch.title, body=body(news)),)
    first, *surplus = ours
    closed = (Close(number=i.number, comment=f"It is told in #{first.number}.") for i in surplus)
    return (*_edited(first, news), *closed)


def is_about(issue: Issue, watch: Watch) -> bool:
    """Tell whether `issue` is the alarm of `watch`; the sign alone anybody can write."""
    return issue.author == BOT and issue.body.startswith(watch.sign)


def _edited(issue: Issue, news: News) -> tuple[Edit, ...]:
    wanted = body(news)
    if _lines(issue.body) == _lines(wanted):
        return ()
    same = _lines(issue.body)[:1] == [news.marker]
    comment = None if same else f"It has changed: {news.run}\n\n{_told(news)}"
    return (Edit(number=issue.number, body=wanted, comment=comment),)


def body(news: News) -> str:
    """Return the text of the issue."""
    return f"""\
{news.marker}
The watch `{news.watch.value}` has something to tell. Last look: {news.run}

{_told(news)}

What each watch looks at, and what to do: docs/monitoring.md. The next look that ends well closes
this issue; closing it by hand mends nothing, and the next look opens another.
"""


def _told(news: News) -> str:
    """Return what was seen, in a fence; a job that told nothing is said to have crashed."""
    if not news.seen:
        return f"The job ended with `{_word(news.result)}` and told nothing: read its log."
    lines = [_plain(sighting.line) for sighting in news.seen]
    if news.more:
        lines.append(f"and {news.more} more: see the summary of the run")
    text = "\n".join(lines)[:_LIMIT]
    return f"```text\n{text}\n```"


def _plain(text: str) -> str:
    """Return one line that cannot end the fence it stands in."""
    return " ".join(text.replace("`", "'").split())


def _word(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())[:20] or "nothing"


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]
