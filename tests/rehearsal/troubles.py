"""Messages of the consumer's troubleshooting table that need a world with a network."""

from collections.abc import Mapping
from pathlib import Path

from tests.rehearsal.failure import require_same
from tests.rehearsal.pages import call, shell
from tests.rehearsal.scenarios.release import NAMES
from tests.rehearsal.world import World
from tests.static.page import commands
from tests.static.tree import ROOT, text
from tests.troubles.table import PAGE, Trouble, told

_GH, _CURL, _COSIGN = "gh release download", "curl ", "cosign verify-blob "
_NEVER = "u2netp-mirror-v9"

CASES: Mapping[tuple[str, str], tuple[str, tuple[str, str]]] = {
    ("gh", "401"): (_GH, (_GH, f"GH_TOKEN=ghp_{'0' * 36} {_GH}")),
    ("curl", "curl: (22) … 404"): (_CURL, (str(NAMES.tag), _NEVER)),
    ("cosign", "no such file or directory"): (_COSIGN, ("SHA256SUMS.bundle", "nothing.bundle")),
    ("cosign", "invalid character"): (_COSIGN, ("SHA256SUMS.bundle", "web-page.bundle")),
}
"""Program and message; the command of the page that begins so; what is written wrong in it."""


def bring_about(world: World, folder: Path, env: Mapping[str, str]) -> None:
    """Do each thing wrong beside the `folder` with the release: a program says its message."""
    place = folder.with_name("troubles")
    place.mkdir()
    (place / "SHA256SUMS").write_bytes((folder / "SHA256SUMS").read_bytes())
    (place / "web-page.bundle").write_text("<html>")
    for (program, message), (begins, (right, wrong)) in CASES.items():
        command = next(c for c in commands(text(PAGE)) if c.startswith(begins) and right in c)
        done = shell(command.replace(right, wrong), place, env)
        said = Trouble(program=program, message=message).is_said_in(done.stdout)
        got = (done.returncode != 0, said)
        what = f"{program} fails and says {message} ({done.stdout[-300:]})"
        require_same(what, got, (True, True))
    nothing = (*(str(world.tools.python), "-I", str(ROOT / "scripts/verify.py")), _NEVER)
    own = told()[Trouble(program="curl", message="curl: (22) … 404")]
    require_same("no such release: our code", call(nothing, place, env).returncode, own)
