"""A release is yanked, the next list signed and committed: whoever verifies refuses it, with 24."""

import io
import zipfile

from release.names import POLICY, REGISTRY, REVOCATIONS
from release.verify.newest import LIST, LIST_BUNDLE
from release.verify.revocations import Judgement, RevocationList
from tests.cases.graphs import exported
from tests.rehearsal.failure import require_same
from tests.rehearsal.loader import loaded
from tests.rehearsal.runs import Run
from tests.rehearsal.shown import Shown
from tests.rehearsal.signer import signer_of
from tests.rehearsal.world import World
from tests.watch.seeded import tag

REVOKE = "u2netp-mirror-revoke.yml"
REASON = "the checkpoint was another one than the pin says"
_NOBODY: dict[str, str] = {}


def run(world: World) -> None:
    """Tell the story of the release 3; what other stories published stays as it is."""
    shown = Shown.of(world, (3, 4), {3: exported()})
    require_same("before: exit codes", (verified(shown, 3), loaded(shown, 3)), (0, 0))
    yank(shown, 3)
    require_same("yanked, and in no list: the watch's exit code", watched(shown), 40)
    first = sign_next(shown)
    require_same("revoked", judged(first), {str(tag(3)): Judgement.REVOKED})
    require_same("committed: exit codes", (verified(shown, 3), loaded(shown, 3)), (24, 24))
    require_same("committed: exit code of the other one", verified(shown, 4), 0)
    second = sign_next(shown)
    require_same("the next number", second.number, first.number + 1)
    require_same("still revoked: exit code", verified(shown, 3), 24)
    raise_least(shown, second)
    cut_out(shown, second)
    edit_page(shown, 3)
    require_same("at the end: the watch's exit code", watched(shown), 0)


def verified(shown: Shown, n: int) -> int:
    """Verify a release as a stranger with a fresh clone of main."""
    return shown.script("verify.py", str(tag(n)), rights=_NOBODY).code


def watched(shown: Shown) -> int:
    """Look at everything that is published, as the daily watch does."""
    return shown.script("verify_published.py", rights={"contents": "read"}).code


def edit_page(shown: Shown, n: int) -> None:
    """Write title and notes as the script prints them: the page says that it was yanked."""
    said = shown.script("verify_published.py", "--page", str(tag(n)), rights={"contents": "read"})
    title, _, text = said.text.partition("\n\n")
    require_same("the page says why", REASON in text, expected=True)
    body = {"name": title, "body": text}
    shown.client("PATCH", shown.page(n), token=shown.writer, body=body)


def yank(shown: Shown, n: int) -> None:
    """Do what a maintainer does: the script, a reviewed pull request, and the page."""
    home = shown.clone()
    words = ("yank", str(tag(n)), "--reason", REASON)
    said = shown.script_in(home, "status.py", *words, rights=_NOBODY)
    require_same(f"status.py: exit code ({said.text[-300:]})", said.code, 0)
    shown.world.commit({REGISTRY: (home / REGISTRY).read_bytes()}, f"Yank {tag(n)}")


def sign_next(shown: Shown) -> RevocationList:
    """Run the workflow, take what it signed, compare, and commit both files to main."""
    done = shown.world.run(REVOKE)
    files = artifact(shown, done)
    require_same("signed files", sorted(files), [LIST, LIST_BUNDLE])
    made = RevocationList.parse(files[LIST])
    revoker = shown.world.policy.revoker(made.number)
    require_same("signer", signer_of(files[LIST_BUNDLE]).san, revoker.san)
    folder = REVOCATIONS.rpartition("/")[0]
    committed = {f"{folder}/{name}": data for name, data in files.items()}
    shown.world.commit(committed, f"Revocation list {made.number}")
    return made


def artifact(shown: Shown, done: Run) -> dict[str, bytes]:
    """Return the files of the artifact with the signed list, fetched as a maintainer does."""
    token = shown.world.github.tokens.issue("a-maintainer", {"actions": "read"})
    url = f"{shown.repository}/actions/runs/{done.id}/artifacts"
    rows = shown.client("GET", url, token=token).document()["artifacts"]
    assert isinstance(rows, list)
    (number,) = (row["id"] for row in rows if str(row["name"]).startswith("signed-list"))
    place = f"{shown.repository}/actions/artifacts/{number}/zip"
    moved = shown.client("GET", place, token=token)
    found = shown.client("GET", moved.headers["Location"]) if moved.status == 302 else moved
    with zipfile.ZipFile(io.BytesIO(found.body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def judged(made: RevocationList) -> dict[str, Judgement]:
    """Return what a list says of the releases of this story."""
    ours = {str(tag(3)), str(tag(4))}
    return {str(r.tag): r.judgement for r in made.revocations if str(r.tag) in ours}


def raise_least(shown: Shown, made: RevocationList) -> None:
    """Let the policy ask for this list, as docs/monitoring.md says, and for one that is not yet."""
    before = shown.world.git.read(shown.world.tip(), POLICY)
    for least, expected in ((made.number, 0), (made.number + 1, 24)):
        asking = before.replace(b"least = 0\n", b"least = %d\n" % least)
        shown.world.commit({POLICY: asking}, f"Believe no list below {least}")
        require_same(f"least {least}, list {made.number}: code", verified(shown, 4), expected)
    shown.world.commit({POLICY: before}, "And back")


def cut_out(shown: Shown, made: RevocationList) -> None:
    """Change one letter of the list: it is no list of ours any more, and nothing is verified."""
    good = shown.world.git.read(shown.world.tip(), REVOCATIONS)
    wrong = good.replace(b"checkpoint", b"chequpoint")
    shown.world.commit({REVOCATIONS: wrong}, "A letter")
    require_same(f"list {made.number} with a letter changed: exit code", verified(shown, 4), 22)
    shown.world.commit({REVOCATIONS: good}, "And back")
    require_same("and back: exit code", verified(shown, 4), 0)
