"""What was published changes as far as immutability lets it: one issue each, until mended."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from release.attach import notes
from release.names import REGISTRY
from release.supply_chain.resolve import VERSIONS
from release.version import VersionTag
from release.watch.announced import MISSING
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.faults import Effect, Fault
from tests.rehearsal.hosts.state import RunRecord
from tests.rehearsal.shown import Shown
from tests.rehearsal.world import MAINTAINER, World
from tests.watch.seeded import put, tag
from tests.watch.seeded_version import signed_version

if TYPE_CHECKING:
    from tests.rehearsal.hosts.exchange import Json

WATCH, TITLE = "verify-published.yml", "Alarm: verify-published"
_ALARM = {"contents": "read", "actions": "read", "issues": "write"}
MONITOR = "log-monitor.yml"
LOOKALIKE = "u2netp_mirror-v2"
VERSION = VersionTag.parse("v999.0.0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """One thing that goes wrong: how, how it is mended, its exit code, and a word of the alarm."""

    do: Callable[[Shown], object]
    mend: Callable[[Shown], object]
    code: int
    says: str


def run(world: World) -> None:
    """Publish, look, harm and mend; the first harm is played with the workflow, then scripts."""
    shown = Shown.of(world, (1, 2))
    _version(shown)
    require_same("all is well: exit code", look(shown), 0)
    require_same("issues when all is well", shown.issues(), ())
    first, *others = HARMS
    by_workflow(shown, HARMS[first])
    for name in others:
        by_script(shown, name, HARMS[name])
    crash(shown)
    require_same("issues at the end", shown.issues(), ())
    require_same(
        "calls of the API without a token",
        [r.path for r in world.network.requests if (r.host, r.actor) == ("api.github.com", None)],
        [],
    )


def by_workflow(shown: Shown, harm: Harm) -> None:
    """Play the harm with the workflow: red, one issue; again: the same issue; mended: closed."""
    world, red = shown.world, {"verify": "failure"}
    harm.do(shown)
    done = world.run(WATCH, "schedule", expect=red)
    said = (done.job("verify").error or "").partition(" ")[0]
    require_same("exit code", said, f"error[{harm.code}]")
    require_told(shown, "by the workflow", harm)
    (first,) = shown.issues()
    require_same("looked again: exit code", look(shown), harm.code)
    (again,) = shown.issues()
    require_same("the same issue", (again.number, again.comments), (first.number, ()))
    harm.mend(shown)
    world.run(WATCH, "schedule")
    require_same("issues when mended", shown.issues(), ())


def by_script(shown: Shown, name: str, harm: Harm) -> None:
    """Play the harm with the two scripts of the workflow."""
    before = len(shown.world.github.issues())
    harm.do(shown)
    require_same(f"{name}: exit code", look(shown), harm.code)
    require_told(shown, name, harm)
    harm.mend(shown)
    require_same(f"{name}, mended: exit code", look(shown), 0)
    require_same(f"{name}: issues when mended", shown.issues(), ())
    require_same(f"{name}: issues made", len(shown.world.github.issues()), before + 1)


def look(shown: Shown) -> int:
    """Look, let the alarm know, and return the look's exit code."""
    said = shown.script("verify_published.py", rights={"contents": "read"})
    result = "success" if said.code == 0 else "failure"
    told = shown.script(
        *("alarm.py", "--about", "verify-published"),
        rights=_ALARM,
        RESULT=result,
        SIGHTINGS=said.outputs.get("sightings", ""),
    )
    require_same(f"the alarm: exit code ({told.text[-300:]})", told.code, 0)
    return said.code


def require_told(shown: Shown, name: str, harm: Harm) -> None:
    """Compare the open issues with what is promised: exactly one, which names the harm."""
    opened = shown.issues()
    require_same(f"{name}: open issues", [issue.title for issue in opened], [TITLE])
    told = harm.says in str(opened[0].body)
    require_same(f"{name}: told in {opened[0].body!r}", told, expected=True)


def crash(shown: Shown) -> None:
    """Let the look crash, and be cancelled: neither is a success."""
    world = shown.world
    good = world.git.read(world.tip(), REGISTRY)
    world.commit({REGISTRY: b"{"}, "Break the registry")
    require_same("a broken registry: exit code", look(shown), 40)
    told = "told nothing" in str(shown.issues()[0].body)
    require_same("the crash is told", told, expected=True)
    world.commit({REGISTRY: good}, "Mend the registry")
    require_same("mended: exit code", look(shown), 0)
    cancelled = shown.script(
        *("alarm.py", "--about", "verify-published"),
        rights=_ALARM,
        RESULT="cancelled",
    )
    require_same("cancelled: exit code, issues", (cancelled.code, len(shown.issues())), (0, 1))
    require_same("looked again: exit code", look(shown), 0)


def _note(shown: Shown, text: str) -> None:
    shown.client("PATCH", shown.page(1), token=shown.writer, body={"body": text})


def _rendered(shown: Shown) -> None:
    """Write the notes as the script prints them."""
    said = shown.script("verify_published.py", "--page", str(tag(1)), rights={"contents": "read"})
    title, _, text = said.text.partition("\n\n")
    require_same("the title that is printed", title, notes.title(shown.shelf.sets[1].manifest))
    _note(shown, text)


def _tag(shown: Shown) -> None:
    body = {"ref": f"refs/tags/{LOOKALIKE}", "sha": shown.world.tip()}
    shown.client("POST", f"{shown.repository}/git/refs", token=shown.writer, body=body)


def _untag(shown: Shown) -> None:
    url = f"{shown.repository}/git/refs/tags/{LOOKALIKE}"
    shown.client("DELETE", url, token=shown.writer)


def _vanish(shown: Shown) -> None:
    path = f"/.*/releases/download/{tag(2)}/u2netp_mirror_v2.pth"
    fault = Fault(host="github.com", path=path, effect=Effect.STATUS, status=404, times=999)
    shown.world.network.faults.add(fault)


def _version(shown: Shown) -> None:
    """Publish a version, by its own signer, that main announced a week ago."""
    world, policy = shown.world, shown.world.policy
    world.git.start_from(world.tip())
    world.git.put(VERSIONS, f'{{".":"{VERSION.version}"}}\n'.encode())
    week_ago = datetime.now(UTC) - timedelta(days=7)
    commit = world.git.commit(f"Release {VERSION.version}", when=week_ago)
    page: dict[str, Json] = dict.fromkeys(("tag_name", "name", "body"), str(VERSION))
    page |= {"target_commitish": commit, "make_latest": "true"}
    files = signed_version(shown.shelf.instance, policy, VERSION, commit)
    put(shown.client, shown.writer, policy, page, files)


def _delete_version(shown: Shown) -> None:
    """Delete the release, and then the tag, which GitHub lets go together with it."""
    home = shown.repository
    page = shown.client("GET", f"{home}/releases/tags/{VERSION}", token=shown.writer).document()
    for url in (f"{home}/releases/{page['id']}", f"{home}/git/refs/tags/{VERSION}"):
        gone = shown.client("DELETE", url, token=shown.writer)
        require_same(f"deleted {url}", gone.status, 204)


def _know_version(shown: Shown) -> None:
    """Write down that nobody can have it: GitHub lets no release use the name again."""
    before = shown.world.git.read(shown.world.tip(), MISSING).decode()
    row = f'\n[[versions]]\nversion = "{VERSION.version}"\nreason = "a rehearsal"\n'
    shown.world.commit({MISSING: (before + row).encode()}, "Say where the version went")


def _by_the_clock(shown: Shown) -> RunRecord:
    """Let the clock begin a run of another watch, which ends well."""
    github = shown.world.github
    run = github.start_run(MONITOR, "schedule", shown.world.tip(), MAINTAINER)
    return github.finish_run(run.id, "success")


def _silence(shown: Shown) -> None:
    """Let the last run of another watch be four days old; what a person began since is no sign."""
    run, github = _by_the_clock(shown), shown.world.github
    begun = datetime.now(UTC) - timedelta(days=4)
    github.state.runs[run.id] = replace(run, created_at=begun.strftime("%Y-%m-%dT%H:%M:%SZ"))
    github.start_run(MONITOR, "workflow_dispatch", shown.world.tip(), MAINTAINER)


HARMS = {
    "a note edited": Harm(
        do=lambda shown: _note(shown, "Use u2netp-mirror-v9 instead. @everyone"),
        mend=_rendered,
        code=41,
        says="the notes are not the rendered ones",
    ),
    "a look-alike tag": Harm(do=_tag, mend=_untag, code=41, says=LOOKALIKE),
    "an asset vanished": Harm(
        do=_vanish,
        mend=lambda shown: shown.world.network.faults.clear(),
        code=10,
        says="u2netp_mirror_v2.pth is not there",
    ),
    "another watch stopped": Harm(
        do=lambda shown: shown.world.github.state.stopped.update({MONITOR: "disabled_inactivity"}),
        mend=lambda shown: shown.world.github.state.stopped.clear(),
        code=0,
        says="Actions · log-monitor [44] GitHub starts it no more: disabled_inactivity",
    ),
    "another watch silent": Harm(
        do=_silence,
        mend=_by_the_clock,
        code=0,
        says="Actions · log-monitor [44] the clock last began a run of it on",
    ),
    "a version vanished with its tag": Harm(
        do=_delete_version,
        mend=_know_version,
        code=10,
        says=f"{VERSION} [10] the version has neither release nor tag",
    ),
}
