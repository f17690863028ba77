"""Is upstream still what the pin was made from? What was seen, what changed, what to do."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from release import sighting
from release.artifact import Artifact, Digest
from release.errors import TryAgainLaterError, UpstreamMovedError
from release.pin import Pin
from release.sighting import Sighting

LICENCE = "LICENSE"
README = "README.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Upstream as it is now; `there` is false when its address leads nowhere, or elsewhere.

    `files` are those of the pin at HEAD, None for one that is gone. `checkpoint` is what the
    author's link gives, None when there is nothing.
    """

    there: bool
    archived: bool = False
    releases: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    files: Mapping[str, Digest | None]
    linked: bool = True
    checkpoint: Artifact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is not as it was, and what a person may do; nothing is done by itself."""

    what: str
    proposal: str


def changes(pin: Pin, seen: Seen) -> tuple[Change, ...]:
    """Return everything that is not what `pin` was made from, the gravest first."""
    return tuple(_changes(pin, seen))


def _changes(pin: Pin, seen: Seen) -> Iterator[Change]:
    if seen.releases:
        first, more = _safe(seen.releases[0]), len(seen.releases) - 1
        yield Change(
            what=f"upstream publishes releases of its own: {first}, and {more} more",
            proposal="compare its files with ours; if it holds the model, retire the mirror:"
            " a decision in docs/adr, and the registry's entry superseded",
        )
    if not seen.there:
        yield Change(
            what=f"{pin.upstream.repository} is gone, or has another name",
            proposal="find where it went; a new place is a new pin, in a reviewed pull request",
        )
    if seen.archived:
        yield Change(
            what=f"{pin.upstream.repository} is archived",
            proposal="nothing breaks; write down in the card that upstream is no longer kept up",
        )
    yield from _licence(pin, seen)
    yield from _checkpoint(pin, seen)


def _licence(pin: Pin, seen: Seen) -> Iterator[Change]:
    for file in pin.upstream.files if seen.there else ():
        now = seen.files.get(file.path)
        if now == file.digest:
            continue
        known = "what is released keeps the licence it came with; let a person read the new one"
        other = "nothing has to be done; a new pin only if the change matters to the model"
        yield Change(
            what=f"{file.path} at HEAD is {now or 'gone'}, the pin says {file.digest}",
            proposal=known if file.path == LICENCE else other,
        )
    for path in seen.notices:
        if path != pin.licence.notice:
            yield Change(
                what=f"upstream has the file {_safe(path)}",
                proposal="read it: a release from there must carry it, Apache-2.0 section 4(d)",
            )


def _checkpoint(pin: Pin, seen: Seen) -> Iterator[Change]:
    if seen.there and not seen.linked:
        yield Change(
            what=f"{README} no longer links to the file {pin.checkpoint.drive_id}",
            proposal="look for the new link; its bytes must still be the pinned ones",
        )
    if seen.checkpoint is None:
        yield Change(
            what="the link to the checkpoint is dead",
            proposal="nothing is lost: every release carries it; name a new source in the pin",
        )
    elif (came := seen.checkpoint).digest != pin.checkpoint.digest:
        yield Change(
            what=f"the link gives another file: {came.size} bytes, {came.digest}",
            proposal="never follow it: ask the author, and review a new pin with new witnesses",
        )


def agreed(first: tuple[Change, ...], second: tuple[Change, ...]) -> tuple[Change, ...]:
    """Return what two looks agree on; raises TryAgainLaterError when they do not."""
    if first != second:
        raise TryAgainLaterError(
            f"two looks at upstream disagree: {len(first)} changes, then {len(second)}",
            expected="the same twice, a minute apart",
            remedy="run it again in an hour",
        )
    return second


def require_unchanged(found: tuple[Change, ...], tell: Callable[[str], None]) -> None:
    """Tell every change; raises UpstreamMovedError for the gravest, if there is one."""
    for change in found:
        tell(f"{change.what} · proposal: {change.proposal}")
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise _moved(found[0], more)


def told(found: tuple[Change, ...]) -> Mapping[str, str]:
    """Return the job's outputs: what the alarm is told."""
    seen = [Sighting.of("upstream", _moved(change)) for change in found]
    return {"sightings": sighting.dump(seen)}


def _moved(change: Change, more: str = "") -> UpstreamMovedError:
    return UpstreamMovedError(
        f"{change.what}{more}",
        expected="upstream as the pin describes it",
        remedy=change.proposal,
    )


def rendered(found: tuple[Change, ...]) -> str:
    """Return the job's summary."""
    if not found:
        return "Upstream is what the pin was made from."
    rows = (f"| {change.what} | {change.proposal} |" for change in found)
    return "\n".join(("| what changed | proposal |", "|---|---|", *rows))


def _safe(text: str) -> str:
    """Return a name chosen by others so that it stays one cell of a table."""
    return re.sub(r"[^\w.+/-]", "?", text, flags=re.ASCII)[:80]
