"""Recording a release: observe, decide, act, until main or an open pull request says it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from release.errors import ServiceDownError
from release.names import Names, Tag
from release.record.branches import BASE, Branches
from release.record.decide import (
    Action,
    Agreed,
    Commit,
    EditPull,
    Observed,
    OpenPull,
    Waiting,
    decide,
)
from release.record.proposal import Proposal, Tree

_STEPS = 20
_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where the record stands: merged already (`pull` is None), or waiting; who wrote what."""

    pull: int | None
    writes: int


def record(
    tag: Tag,
    proposed: Callable[[Tree], Proposal],
    branches: Branches,
    *,
    pause: Callable[[float], None],
    tell: Callable[[str], None],
) -> Outcome:
    """Propose what the release `tag` makes true; running it again finds what is done.

    `proposed` tells, for a tree of main, what that is: `propose`, with the release given.

    Raises ForeignObjectError, MissingRightError, SettingError, ServiceDownError.
    """
    tried: Counter[Action] = Counter()
    for _ in range(_STEPS):
        main = _main(branches)
        proposal = proposed(partial(_at, branches, main))
        action = decide(_observe(tag, main, proposal, branches), proposal)
        match action:
            case Agreed():
                return Outcome(pull=None, writes=tried.total())
            case Waiting(number):
                return Outcome(pull=number, writes=tried.total())
            case Commit() | OpenPull() | EditPull():
                tried[action] += 1
                _again(action, tried[action], pause)
                tell(_told(action, Names(tag).bot_branch))
                _perform(action, tag, proposal, branches)
    raise _stuck("the record does not settle")


def _again(action: Action, times: int, pause: Callable[[float], None]) -> None:
    if times > _TRIES:
        raise _stuck(f"GitHub does not show the effect of {type(action).__name__.lower()}")
    if times > 1:
        pause(2.0**times)


def _stuck(problem: str) -> ServiceDownError:
    return ServiceDownError(
        problem,
        expected="a branch and a pull request that follow what was written",
        remedy="run the failed job again; it goes on where this one stopped",
    )


def _told(action: Commit | OpenPull | EditPull, branch: str) -> str:
    match action:
        case Commit(base=base):
            return f"writing one commit on {base} to {branch}"
        case OpenPull():
            return f"opening the pull request from {branch}"
        case EditPull(number):
            return f"bringing the text of #{number} up to date"


def _at(branches: Branches, commit: str, path: str) -> bytes | None:
    return branches.file(path, commit)


def _main(branches: Branches) -> str:
    if (main := branches.tip(BASE)) is None:
        raise _stuck(f"GitHub shows no branch {BASE}")
    return main


def _observe(tag: Tag, main: str, proposal: Proposal, branches: Branches) -> Observed:
    branch = Names(tag).bot_branch
    tip = branches.tip(branch)
    ahead = branches.compare(main, tip or main)
    behind = branches.compare(ahead.since, main)
    return Observed(
        main=main,
        main_files=_files(proposal, branches, main),
        tip=tip,
        branch_files=_files(proposal, branches, tip) if tip else {},
        strangers=ahead.strangers,
        paths=ahead.paths,
        moved=behind.paths,
        pulls=branches.pulls(branch),
    )


def _files(proposal: Proposal, branches: Branches, commit: str) -> Mapping[str, bytes | None]:
    return {path: branches.file(path, commit) for path in proposal.files}


def _perform(
    action: Commit | OpenPull | EditPull, tag: Tag, proposal: Proposal, branches: Branches
) -> None:
    branch = Names(tag).bot_branch
    match action:
        case Commit(base=base, old=old):
            if commit := branches.commit(base, proposal.files, proposal.title):
                branches.point(branch, commit, old=old)
        case OpenPull():
            branches.open_pull(branch, title=proposal.title, body=proposal.body)
        case EditPull(number):
            branches.edit_pull(number, body=proposal.body)
