"""One run of `record` against the local GitHub, and what must be there in the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from github.Requester import HTTPRequestsConnectionClass, Requester

from release.github.branches import GitHubBranches
from release.github.session import repository
from release.names import Names
from release.record.proposal import propose
from release.record.pull_request import Outcome, record
from release.writers import JOB_ACTOR
from tests.core.samples import TAG
from tests.crash.place import REPOSITORY, Place
from tests.crash.wire import Strike, Wire, connection_through
from tests.record.test_pull_request import MAIN, SIGNED
from tests.sign import samples

BRANCH = Names(TAG).bot_branch
PROPOSED = propose(SIGNED, samples.PUBLISHER, MAIN.get)
_RIGHTS = {"contents": "write", "pull-requests": "write"}


@dataclass
class Recording:
    """One run, with its own token and wire; `strikes` says what happens to which call."""

    place: Place
    strikes: Mapping[int, Strike] = field(default_factory=dict)
    wire: Wire = field(init=False)

    def __post_init__(self) -> None:
        self.wire = Wire(self.place.network, self.place.clock, self.strikes)

    def record(self) -> Outcome:
        token = self.place.github.tokens.issue(JOB_ACTOR, _RIGHTS)
        through = connection_through(self.wire)
        Requester.injectConnectionClasses(HTTPRequestsConnectionClass, through)
        try:
            pause, owner = self.place.clock.forward, REPOSITORY.partition("/")[0]
            github = repository(REPOSITORY, token, pause)
            branches = GitHubBranches(github, owner=owner, author=JOB_ACTOR, pause=pause)
            proposed = partial(propose, SIGNED, samples.PUBLISHER)
            return record(TAG, proposed, branches, pause=pause, tell=lambda _: None)
        finally:
            Requester.resetConnectionClasses()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is there: pull requests that are open, and how the branch differs from main."""

    pulls: tuple[tuple[str, str | None], ...]
    changed: Mapping[str, bytes]


def recorded(place: Place) -> Recorded:
    """Return what is there."""
    pulls = tuple(p for p in place.github.pulls() if p.state == "open")
    return Recorded(
        pulls=tuple((pull.head, pull.body) for pull in pulls),
        changed=_changed(place, pulls[0].head) if pulls else {},
    )


def whole() -> Recorded:
    """Return what must be there in the end: one pull request, with exactly what was rendered."""
    changed = {path: data for path, data in PROPOSED.files.items() if MAIN.get(path) != data}
    return Recorded(pulls=((BRANCH, PROPOSED.body),), changed=changed)


def _changed(place: Place, branch: str) -> Mapping[str, bytes]:
    objects = place.github.objects
    old, new = (_files(place, ref) for ref in ("main", branch))
    read = {path: objects.read(new[path][1]) for path in new if new[path] != old.get(path)}
    return {path: found.data if found else b"" for path, found in read.items()} | dict.fromkeys(
        old.keys() - new.keys(), b"gone"
    )


def _files(place: Place, branch: str) -> Mapping[str, tuple[str, str]]:
    commit = place.github.hub.repository.branch(branch)
    return place.github.objects.flat(commit.tree) if commit else {}
