"""What to do next about the bot's pull request: one pure function over what was seen."""

from collections.abc import Mapping
from dataclasses import dataclass

from release.errors import ForeignObjectError
from release.record.branches import Pull
from release.record.proposal import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Main, the bot's branch and its pull requests; files are those the proposal speaks of.

    `strangers` wrote on the branch. `paths` differ on the branch; `moved` differ on main since the
    branch was written.
    """

    main: str
    main_files: Mapping[str, bytes | None]
    tip: str | None
    branch_files: Mapping[str, bytes | None]
    strangers: tuple[str, ...]
    paths: frozenset[str]
    moved: frozenset[str]
    pulls: tuple[Pull, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """Main says what was released: nothing to propose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """Write one commit on main's tip and let the bot's branch point at it."""

    base: str
    old: str | None


@dataclass(frozen=True, slots=True)
class OpenPull:
    """Open the pull request."""


@dataclass(frozen=True, slots=True)
class EditPull:
    """Bring the text of the open pull request up to date."""

    number: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open pull request says exactly this; people merge it."""

    number: int


Action = Agreed | Commit | OpenPull | EditPull | Waiting


def decide(observed: Observed, proposal: Proposal) -> Action:
    """Return the next action.

    Raises ForeignObjectError rather than overwrite somebody's commit, or reopen what somebody
    closed.
    """
    if observed.main_files == proposal.files:
        return Agreed()
    opened = [pull for pull in observed.pulls if pull.open]
    if not opened:
        _require_not_refused(observed)
    if _stale(observed, proposal):
        _require_ours(observed)
        return Commit(base=observed.main, old=observed.tip)
    if not opened:
        return OpenPull()
    if opened[0].body.strip() != proposal.body.strip():
        return EditPull(opened[0].number)
    return Waiting(opened[0].number)


def _stale(observed: Observed, proposal: Proposal) -> bool:
    """Tell whether the branch is not there, says something else, says more, or conflicts."""
    return (
        observed.tip is None
        or observed.branch_files != proposal.files
        or not observed.paths <= proposal.files.keys()
        or bool(observed.moved & proposal.files.keys())
    )


def _require_ours(observed: Observed) -> None:
    if observed.strangers:
        raise ForeignObjectError(
            f"the bot's branch holds commits by {', '.join(observed.strangers)[:200]}",
            expected="commits of the bot alone",
            remedy="merge or delete the branch by hand, then run the failed job again",
        )


def _require_not_refused(observed: Observed) -> None:
    if observed.pulls and not observed.pulls[0].merged:
        raise ForeignObjectError(
            f"pull request #{observed.pulls[0].number} was closed without being merged",
            expected="a registry that says what was released",
            remedy=(
                f"reopen #{observed.pulls[0].number} (restore its branch first) and run the job "
                "again; or record what became of the release in another pull request"
            ),
        )
