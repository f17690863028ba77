"""What the releases of a model have beside files and a tag: numbers, and a plan made on main."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from release.attach.actions import Absence, Confirm, Decision, Discard, Memory, Stop
from release.attach.observation import Observed, Standing
from release.attach.releases import Distance, Listing
from release.attach.rows import Row
from release.errors import ForeignObjectError, InvalidRecordError, TryAgainLaterError
from release.names import Tag, pin_path, receipt_path

if TYPE_CHECKING:
    from release.attach.wanted import Wanted

AGAIN = "start u2netp-mirror-attach.yml again on main: it plans anew"
_WORKFLOWS = ".github/workflows/"
_PLACES = ("refs/tags/", "refs/heads/burned/")
_LEFT_BEHIND = {
    Standing.WORKFLOWS_DIFFER: Row.WORKFLOWS_DIFFER,
    Standing.CONTENT_DIFFERS: Row.CONTENT_DIFFERS,
    Standing.NOT_ON_MAIN: Row.NOT_ON_MAIN,
}


def first(seen: Observed, memory: Memory, wanted: "Wanted") -> Decision | None:
    """Return what must be done about a tag that is there already, or a plan that is old."""
    return _squatting(seen, memory, wanted) or _left_behind(seen, wanted)


def _squatting(seen: Observed, memory: Memory, wanted: "Wanted") -> Decision | None:
    if seen.tagged is None:
        return None
    if not memory.twice(Absence.SQUATTED, seen.at):
        return Decision(row=Row.ABSENT_ONCE, action=Confirm(Absence.SQUATTED))
    ours = [release.id for release in seen.releases if wanted.owns(release)]
    stop = Stop(_squatted(wanted, seen))
    return Decision(row=Row.SQUATTED, action=Discard(ours[0]) if ours else stop)


def _left_behind(seen: Observed, wanted: "Wanted") -> Decision | None:
    if seen.standing is not Standing.CURRENT:
        return Decision(row=_LEFT_BEHIND[seen.standing], action=Stop(_misplaced(wanted, seen)))
    if seen.taken > wanted.tag.n or seen.previous != wanted.plan.previous:
        return Decision(row=Row.OVERTAKEN, action=Stop(_overtaken(wanted, seen)))
    return None


def highest(refs: Collection[str], listing: Listing | None, wanted: Tag) -> int:
    """Return the highest N of the model: of tags, burned marks and published releases."""
    names = (n.removeprefix(place) for n in refs for place in _PLACES if n.startswith(place))
    tags = {*map(_tag, names), *(release.tag for release in (listing.published if listing else ()))}
    return max((tag.n for tag in tags if tag and tag.model == wanted.model), default=0)


def _tag(text: str) -> Tag | None:
    try:
        return Tag.parse(text)
    except InvalidRecordError:
        return None


def standing(distance: Distance, model: str) -> Standing:
    """Return what the way to main's tip means; files that cannot be told count as workflows."""
    if not distance.descends:
        return Standing.NOT_ON_MAIN
    if distance.files is None or any(f.startswith(_WORKFLOWS) for f in distance.files):
        return Standing.WORKFLOWS_DIFFER
    if distance.files & {pin_path(model), receipt_path(model)}:
        return Standing.CONTENT_DIFFERS
    return Standing.CURRENT


def _squatted(wanted: "Wanted", seen: Observed) -> ForeignObjectError:
    """Return the error for a tag without a release."""
    return ForeignObjectError(
        f"the tag {wanted.tag} points at {seen.tagged}, and has no release",
        expected="a name that was never used",
        remedy=f"find out who made it; {AGAIN}, and takes the next number",
    )


def _misplaced(wanted: "Wanted", seen: Observed) -> TryAgainLaterError:
    """Return the error for a commit that main has left behind."""
    return TryAgainLaterError(
        f"commit {wanted.commit} is left behind: {seen.standing.value}",
        expected="a commit that wants what main wants",
        remedy=AGAIN,
    )


def _overtaken(wanted: "Wanted", seen: Observed) -> TryAgainLaterError:
    """Return the error for a plan that another release has overtaken."""
    return TryAgainLaterError(
        f"the plan for {wanted.tag} is old: the highest number is {seen.taken} now",
        expected=f"{wanted.tag.n} as the next number, after the manifest the plan names",
        remedy=AGAIN,
    )
