"""Somebody signs as us: the log shows it, and the monitor tells it until people have understood."""

import re

from release.names import Role
from release.watch.log.explained import KNOWN
from tests.instance.claims import job_of, stated
from tests.rehearsal.failure import require_same
from tests.rehearsal.forger import forge, log_again
from tests.rehearsal.hosts.exchange import Response
from tests.rehearsal.shown import Shown
from tests.rehearsal.sigstore.trust import LOG_NAME
from tests.rehearsal.world import World
from tests.watch.seeded import tag

WATCH, TITLE = "log-monitor.yml", "Alarm: log-monitor"
_RED = {"watch": "failure"}


def run(world: World) -> None:
    """Begin, read what is explained, be deceived, understand; the log is the world's real one."""
    shown = Shown.of(world, (5,))
    before = (world.sigstore.log_directory / "checkpoint").read_bytes()
    told(shown, "error[10]", by={})
    world.run(WATCH, inputs={"begin": "empty"})
    require_same("issues when all is explained", shown.issues(), ())
    log_again(world, shown.shelf.sets[5].files[Role.MODEL_BUNDLE])
    claims = stated(job_of(world.policy.publisher(tag(6))))
    forge(world, b"a model that nobody released", claims)
    first = told(shown, "error[22]", by={})
    again = told(shown, "error[22]", by={})
    require_same("the same issue", again, first)
    understand(shown, first)
    world.run(WATCH, "schedule")
    require_same("issues when it is understood", shown.issues(), ())
    pass_over(shown)
    begin_anew(shown)
    shrink(shown, before)


def told(shown: Shown, code: str, by: dict[str, str]) -> str:
    """Run the workflow, red with `code`; return the text of the one issue, without the run."""
    done = shown.world.run(WATCH, inputs=by, expect=_RED)
    said = (done.job("watch").error or "").partition(" ")[0]
    require_same("exit code", said, code)
    opened = [issue for issue in shown.issues() if issue.title == TITLE]
    require_same("open issues", len(opened), 1)
    return re.sub(r"/runs/[0-9]+", "", str(opened[0].body))


def understand(shown: Shown, text: str) -> None:
    """Commit the row that the alarm asks for: one entry, the forged one."""
    entries = set(re.findall(r"\b[0-9a-f]{64}\b", text))
    require_same("entries told", len(entries), 1)
    before = shown.world.git.read(shown.world.tip(), KNOWN).decode()
    row = f'\n[[signatures]]\nentry = "{entries.pop()}"\nreason = "a rehearsal"\n'
    shown.world.commit({KNOWN: (before + row).encode()}, "Say what the signature was")


def pass_over(shown: Shown) -> None:
    """Begin at the end: what was not looked at is told by one issue, until the next look."""
    shown.world.run(WATCH, inputs={"begin": "now"})
    opened = [issue.title for issue in shown.issues()]
    require_same("issues when entries were passed over", opened, [TITLE])
    shown.world.run(WATCH, "schedule")
    require_same("issues after the next look", shown.issues(), ())


def begin_anew(shown: Shown) -> None:
    """Ask where the last reading ended, and not ask: who begins anew needs no state."""
    kept = shown.script("log_state.py", rights={"contents": "read", "actions": "read"})
    require_same(
        "the last state: exit code, found", (kept.code, "" in kept.outputs.values()), (0, False)
    )
    anew = shown.script("log_state.py", "--begin", "empty", rights={})
    nothing = {"run_id": "", "artifact_id": ""}
    require_same("begun anew: exit code, outputs", (anew.code, anew.outputs), (0, nothing))


def shrink(shown: Shown, before: bytes) -> None:
    """Let the log show what it signed for some time ago, as one that forgets an entry would."""
    home, rights = shown.clone(), {"contents": "read", "actions": "read"}
    words = ("--state", ".git/state", "--output", ".git/state", "--begin", "empty")
    for _ in range(2):
        said = shown.script_in(home, "watch_log.py", *words, rights=rights)
        require_same(f"a log that goes on: exit code ({said.text[-300:]})", said.code, 0)
    shown.world.network.mount(
        LOG_NAME, lambda _: Response.data(before), prefix="/api/v2/checkpoint"
    )
    said = shown.script_in(home, "watch_log.py", *words, rights=rights)
    require_same(f"a log that shrank: exit code ({said.text[-300:]})", said.code, 20)
