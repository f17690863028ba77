"""Two Apps write in place of the jobs: own names, own passes, and never the job's token instead."""

from release.names import POLICY
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.apps import Registered
from tests.rehearsal.scenarios.release import JOBS, NAMES, SIGNATURES, WORKFLOW, published
from tests.rehearsal.world import World

_RELEASE = {"contents": "write", "administration": "read"}
_RECORD = {"contents": "write", "pull-requests": "write"}
_TAGS = "refs/tags/u2netp-mirror-v*"
_KEYS = {
    "mirror-publish": "MIRROR_RELEASE_APP_KEY",
    "mirror-record": "MIRROR_RECORD_APP_KEY",
}


def run(world: World) -> None:
    """Name the Apps in the policy; without a key nothing is written, with it the Apps write."""
    release = world.github.register_app("mirror-release", _RELEASE)
    record = world.github.register_app("mirror-record", _RECORD)
    name_apps(world, release, record)
    world.github.protect(_TAGS, {"creation", "update", "deletion"}, bypass={release.app.slug})
    before = world.sigstore.log_size()
    without_a_key(world)
    for (environment, name), registered in zip(_KEYS.items(), (release, record), strict=True):
        world.github.hub.state.secrets[environment] = {name: registered.private_key}
    world.run(WORKFLOW)
    # The first run came as far as signing; this one found what it left.
    require_same("log entries", world.sigstore.log_size() - before, SIGNATURES)
    require_written_by(world, release.app.actor, record.app.actor)


def name_apps(world: World, release: Registered, record: Registered) -> None:
    """Commit what a maintainer commits: the policy names the Apps, and the jobs' rights shrink."""
    policy = world.git.read(world.tip(), POLICY).decode()
    job = '{ token = "GITHUB_TOKEN" }'
    for step, app in (("attach", release.app), ("record", record.app)):
        line = f'{step} = {{ app = "{app.slug}", client_id = "{app.client_id}" }}'
        require_same(
            f"{POLICY} says who writes for {step}", f"{step} = {job}" in policy, expected=True
        )
        policy = policy.replace(f"{step} = {job}", line)
    path = f".github/workflows/{WORKFLOW}"
    workflow = world.git.read(world.tip(), path).decode()
    for line in ("      contents: write # ", "      pull-requests: write # "):
        workflow = workflow.replace(line, line.replace("write", "read"))
    files = {POLICY: policy.encode(), path: workflow.encode()}
    world.commit(files, "Let the Apps write")


def without_a_key(world: World) -> None:
    """Run with Apps in the policy and no key anywhere: red, and the job's token writes nothing."""
    after = dict.fromkeys(JOBS[JOBS.index("attach") + 1 :], "skipped")
    world.run(WORKFLOW, expect={"attach": "failure", **after})
    require_same("releases and drafts", world.github.releases(), ())


def require_written_by(world: World, release: str, record: str) -> None:
    """Compare who wrote with what the policy says, and what follows from it."""
    require_same("author of the release", published(world).release.author, release)
    opened = [pull.author for pull in world.github.pulls() if pull.state == "open"]
    require_same("authors of open pull requests", opened, [record])
    events = [event for event in world.github.events if event.name in {"release", "pull_request"}]
    require_same("what their events start", {event.starts for event in events}, {"runs"})
    for job in ("attach", "record"):
        summary = world.runs[-1].job(job).summary
        said = summary.read_text() if summary else ""
        require_same(f"{job} says it is degraded", "Degraded" in said, expected=False)
    require_same("the release", published(world).tag, str(NAMES.tag))
