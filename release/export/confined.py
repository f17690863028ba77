"""Running the export in a sandbox, and taking back what it wrote as mere data."""

import importlib.util
import sys
from pathlib import Path

from release import canonical, process
from release.acquire.acquired import Acquired
from release.errors import InvalidRecordError, LicenceError, ReleaseError
from release.files import MIB, read_bytes
from release.licence import is_notice
from release.pin import PIN_LIMIT, Pin
from release.room import furnished
from release.sandbox import Sandbox, choose
from release.shape import Table

_PIN, _UPSTREAM, _CHECKPOINT = "pin.toml", "upstream", "checkpoint.pth"
GRAPH_LIMIT = 64 * MIB
TIMEOUT = 120.0
GIB = 1 << 30
LIMITS = {"memory": 4 * GIB, "file_size": GRAPH_LIMIT, "seconds": 60}
"""Of the inner process; it takes 0.2 GB and less than a second (tests/export/)."""


def choose_sandbox() -> Sandbox:
    """Return a sandbox in which this Python finds the packages of the export.

    Raises MissingToolError.
    """
    # Found, not imported: an import would add a tenth of a second to each export.
    probe = "import importlib.util as u, release; raise SystemExit(u.find_spec('onnx') is None)"
    return choose([sys.executable, "-I", "-c", probe], readable=_packages())


def export_confined(
    sandbox: Sandbox, script: Path, *, pin: Path, upstream: Path, checkpoint: Path
) -> tuple[bytes, bytes]:
    """Run `script --inside` in `sandbox` and return the graphs it wrote: any size, one size.

    It gets the very bytes that were compared with the pin here, and compares them again. Raises
    what the inner process reports, by the class of its exit code, what `Acquired.read` raises, and
    LicenceError for a NOTICE that the pin does not know.
    """
    said = read_bytes(pin, limit=PIN_LIMIT)
    parsed = Pin.parse(said)
    acquired = Acquired.read(parsed, upstream=upstream, checkpoint=checkpoint)
    _require_no_other_notice(upstream, parsed)
    files = {f"{_UPSTREAM}/{path}": data for path, data in acquired.files.items()}
    with furnished({_PIN: said, _CHECKPOINT: acquired.checkpoint, **files}) as room:
        graph, fixed, script = room.output / "any", room.output / "one", script.resolve()
        argv = (
            *(sys.executable, "-I", script, "--inside", "--json"),
            *("--output", graph, "--output-320", fixed),
            *("--pin", room.input / _PIN, "--upstream-dir", room.input / _UPSTREAM),
            *("--checkpoint", room.input / _CHECKPOINT),
        )
        finished = sandbox.run(argv, room, seconds=TIMEOUT, readable=[script.parent, *_packages()])
        if finished.code:
            raise reported(finished)
        return read_bytes(graph, limit=GRAPH_LIMIT), read_bytes(fixed, limit=GRAPH_LIMIT)


def _require_no_other_notice(upstream: Path, pin: Pin) -> None:
    """Refuse an upstream folder with a NOTICE that the pin does not name; raises LicenceError."""
    found = {path.name for path in upstream.iterdir() if is_notice(path.name)}
    if other := sorted(found - {pin.licence.notice}):
        raise LicenceError(
            f"clause 4(d): upstream has the file {other[0]}",
            expected=f"NOTICE {pin.licence.notice}, as the pin says",
            remedy="name it in the pin, as upstream.files and licence.notice, in a reviewed change",
        )


def _packages() -> tuple[Path, ...]:
    """Return the folder of the installed packages, which need not be the environment's own."""
    spec = importlib.util.find_spec("onnx")
    return (Path(spec.origin).parents[1],) if spec and spec.origin else ()


def reported(finished: process.Finished) -> ReleaseError | RuntimeError:
    """Return the error of the inner process; one without an error object is a bug, or a kill."""
    kinds = {kind.exit_code: kind for kind in ReleaseError.__subclasses__()}
    try:
        said = Table(canonical.load(finished.out, what="answer of the export"), path="answer")
        return kinds[finished.code](
            said.text("problem"), expected=said.text("expected"), remedy=said.text("remedy")
        )
    except (InvalidRecordError, KeyError):
        return RuntimeError(f"the export ended with {finished.code}: {finished.last_line}")
