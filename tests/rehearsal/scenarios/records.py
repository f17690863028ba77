"""The bot's pull request is computed again: its bytes pass, one changed by hand is refused."""

from release.names import REGISTRY, card_path
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.tokens import ACTIONS_BOT
from tests.rehearsal.payloads import PullRequest
from tests.rehearsal.scenarios.release import NAMES, proposed_paths
from tests.rehearsal.triggers import Event
from tests.rehearsal.world import MAINTAINER, World

CHECK = "registry-consistency.yml"
_JOB = "registry-consistency"
_HAND = "refs/heads/by-hand"


def run(world: World) -> None:
    """Check the bot's proposal as it is, then the same with one edit by hand at a time."""
    require_started(world)
    pull = bots(world)
    done = world.run(CHECK, "pull_request", pull=pull)
    said = (done.job(_JOB).log or done.folder).read_text()
    for path in proposed_paths():
        require_same(f"{path} was computed again", path in said, expected=True)
    registry = world.git.read(pull.head[1], REGISTRY).replace(b'"opset": 17', b'"opset": 18')
    refused(world, pull, {REGISTRY: registry}, "$.models[0].opset")
    shown = world.git.read(pull.head[1], card_path("u2netp")).replace(
        b"bytes, sha256", b"B, sha256"
    )
    refused(world, pull, {card_path("u2netp"): shown}, "line ")
    refused(world, pull, {"README.md": b"More.\n"}, "README.md: does not belong")
    unrelated(world, pull)


def require_started(world: World) -> None:
    """Compare what a pull request starts: a person's runs the check, the job's token nothing."""
    by_person = Event(name="pull_request", actor=MAINTAINER, type="opened")
    require_same("started by a person", CHECK in world.started_by(by_person), expected=True)
    by_token = Event(name="pull_request", actor=ACTIONS_BOT, type="opened")
    require_same("started by the job's token", world.started_by(by_token), ())


def bots(world: World) -> PullRequest:
    """Return the bot's open pull request."""
    (pull,) = (pull for pull in world.github.pulls() if pull.state == "open")
    require_same("its branch", pull.head, NAMES.bot_branch)
    return pull_request(world, pull.number, pull.head)


def pull_request(world: World, number: int, branch: str) -> PullRequest:
    """Return the event's view of a pull request from `branch`."""
    head = world.git.tip(f"refs/heads/{branch}") or ""
    return PullRequest(
        number=number, title="A change", base=("main", world.tip()), head=(branch, head)
    )


def refused(world: World, pull: PullRequest, files: dict[str, bytes], place: str) -> None:
    """Add a commit with `files` to the bot's proposal: the check is red, with code and place."""
    head = by_hand(world, pull.head[1], files)
    done = world.run(CHECK, "pull_request", expect={_JOB: "failure"}, pull=head)
    said = done.job(_JOB).error or ""
    require_same("the code", said.partition(" ")[0], "error[40]")
    require_same(f"the place is named ({said})", place in said, expected=True)


def unrelated(world: World, pull: PullRequest) -> None:
    """Change a page on main's tip: nothing is computed, the check is green."""
    head = by_hand(world, pull.base[1], {"README.md": b"More.\n"})
    done = world.run(CHECK, "pull_request", pull=head)
    said = (done.job(_JOB).log or done.folder).read_text()
    require_same("nothing was asked", "nothing that a release says" in said, expected=True)


def by_hand(world: World, start: str, files: dict[str, bytes]) -> PullRequest:
    """Return a pull request of a person: one commit on `start`."""
    world.git.point(_HAND, start)
    world.git.start_from(start)
    for path, data in files.items():
        world.git.put(path, data)
    world.git.commit("By hand", _HAND)
    return pull_request(world, 90, _HAND.removeprefix("refs/heads/"))
