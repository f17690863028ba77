"""Rights are real: a job without its right fails, and what must not happen fails by name."""

from tests.rehearsal.failure import RehearsalError, require_same
from tests.rehearsal.scenarios.release import JOBS, WORKFLOW
from tests.rehearsal.world import World

_PATH = f".github/workflows/{WORKFLOW}"
_PROBE = "probe.yml"
_OUTSIDE = "example.com"
_HEAD = "on:\n  workflow_dispatch:\npermissions: {}\njobs:\n  probe:\n    runs-on: "
_ASK = "import sys, urllib.request as u; u.urlopen(u.Request(*eval(sys.argv[1])))"


def run(world: World) -> None:
    """Take one right away at a time, then break one rule of the world at a time."""
    refused_by_name(world, "unmapped label", probe("true", runner="windows-2025"))
    world.findings.provoked.add(f"{_OUTSIDE}:443")
    refused_by_name(world, "refused egress", probe(asking(f"('https://{_OUTSIDE}/',)")))
    refused_by_name(world, "canary use", probe(_with_canary()))
    without_right(world, "sign", "      id-token: write")
    without_right(world, "attach", "      contents: write")


def probe(command: str, *, runner: str = "ubuntu-24.04") -> str:
    """Return a workflow of one step."""
    return f"{_HEAD}{runner}\n    steps:\n      - run: |\n          {command}\n"


def asking(request: str) -> str:
    """Return a command that makes one HTTPS request and does not mind the answer."""
    return f'python3 -I -c "{_ASK}" "{request}" || true'


def _with_canary() -> str:
    header = "{'Authorization': 'Bearer ${{ github.token }}'}"
    return asking(f"('https://api.github.com/repos/VMAFx/vmafx', None, {header})")


def refused_by_name(world: World, kind: str, text: str) -> None:
    """Run a workflow that breaks a rule: the world must fail it under the name `kind`."""
    world.commit({f".github/workflows/{_PROBE}": text.encode()}, f"Probe: {kind}")
    try:
        world.run(_PROBE)
    except RehearsalError as error:
        require_same("the name of the failure", error.kind, kind)
        return
    require_same(f"{kind} fails the scenario", seen=False, expected=True)


def without_right(world: World, job: str, line: str) -> None:
    """Release with one right of `job` lowered to read, or taken away: red there, code 43."""
    before = world.git.read(world.tip(), _PATH)
    world.commit({_PATH: lowered(before.decode(), line).encode()}, f"Take a right from {job}")
    after = dict.fromkeys(JOBS[JOBS.index(job) + 1 :], "skipped")
    done = world.run(WORKFLOW, expect={job: "failure", **after})
    world.commit({_PATH: before}, f"Give {job} its right back")
    said = done.job(job).error or ""
    require_same(f"the code of {job}", said.partition(" ")[0], "error[43]")
    public = [record.tag for record in world.github.releases() if not record.draft]
    require_same("published releases", public, [])


def lowered(text: str, line: str) -> str:
    """Return the workflow with the first line that begins so lowered: write → read, or none."""
    lower = "      contents: read" if "contents" in line else "      statuses: read"
    head, found, tail = text.partition(f"\n{line}")
    require_same(f"the workflow has the line {line.strip()!r}", bool(found), expected=True)
    return f"{head}\n{lower}{tail}"
