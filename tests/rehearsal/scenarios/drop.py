"""Drive is used up: a contributor drops the checkpoint, and a release comes of it."""

from hashlib import sha256

from release.export.graph import export
from release.pin import Pin
from tests.rehearsal.contributor import NAME, Contributor
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.faults import corrupt
from tests.rehearsal.runs import Job
from tests.rehearsal.scenarios.release import JOBS, WORKFLOW, require_public
from tests.rehearsal.world import World

_QUOTA, _WRONG = "quota page", "wrong file"
_PREFIX = "refs/heads/drop/u2netp/"


def run(world: World) -> None:
    """Drop checkpoint, model, another checkpoint and a link; dispatch; see what became of each."""
    checkpoint, person = world.material.checkpoint, Contributor.of(world)
    other = corrupt(checkpoint)
    require_needs_pin(world, person, other)
    link = hostile(world)
    model = export(Pin.parse(world.material.pin_text.encode()), checkpoint)
    witness = person.drop("model/u2netp_mirror.onnx", model)
    courier = person.drop("u2netp.pth", checkpoint)
    (*_, dispatch) = world.new_dispatches()
    require_same("started", (dispatch.workflow, dispatch.actor), (WORKFLOW, NAME))
    world.upstream.fail(_QUOTA)
    done = world.follow(dispatch)
    world.upstream.recover()
    require_same("jobs of the run", tuple(job.id for job in done.jobs), JOBS)
    require_public(world, done.sha)
    require_same("branches left", branches(world), {branch_of(other), link})
    for name in (witness["branch"], courier["branch"]):
        require_said(done.job("record"), f"`{name}`: deleted")
    require_said(done.job("prove"), "the same bytes as ours")
    require_same("nothing is dropped twice", person.drop("u2netp.pth", checkpoint), courier)


def require_needs_pin(world: World, person: Contributor, other: bytes) -> None:
    """Drop a checkpoint that matches no pin: it ends as a change of the pin to propose."""
    said = person.drop("other.pth", other, "--proposal")
    require_same("its branch", f"refs/heads/{said['branch']}", branch_of(other))
    (dispatch,) = world.new_dispatches()
    # Drive gives wrong bytes, so that this run stops after the guard has spoken.
    world.upstream.fail(_WRONG)
    expected = {"acquire": "failure"} | dict.fromkeys(JOBS[2:], "skipped")
    done = world.follow(dispatch, expect=expected)
    world.upstream.recover()
    digest = sha256(other).hexdigest()
    for words in ("needs a pin", f'sha256 = "{digest}"', f"size = {len(other)} "):
        require_said(done.job("guard"), words)


def hostile(world: World) -> str:
    """Push a link in the place of the checkpoint, and return the ref."""
    ref = f"{_PREFIX}{'0' * 16}"
    world.git.link(ref, "model/u2netp.pth", "/etc/passwd")
    return ref


def branch_of(data: bytes) -> str:
    """Return the ref on which a file is dropped."""
    return f"{_PREFIX}{sha256(data).hexdigest()[:16]}"


def branches(world: World) -> set[str]:
    """Return the refs of the drops that are there."""
    return set(world.git.refs(_PREFIX))


def require_said(job: Job, words: str) -> None:
    """Require words in the summary of a job."""
    summary = job.summary.read_text() if job.summary else ""
    require_same(f"{job.id} says {words!r}", words in summary, expected=True)
