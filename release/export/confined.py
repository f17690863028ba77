"""Running the export in a sandbox, and taking back what it wrote as mere data."""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from release import canonical, process
from release.acquire.acquired import Acquired
from release.errors import InvalidRecordError, ReleaseError
from release.files import MIB, read_bytes
from release.pin import PIN_LIMIT, Pin
from release.sandbox import PATH, Sandbox, choose
from release.shape import Table

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
    return choose([sys.executable, "-I", "-c", probe])


def export_confined(
    sandbox: Sandbox, script: Path, *, pin: Path, upstream: Path, checkpoint: Path
) -> bytes:
    """Run `script --inside` in `sandbox` and return the graph it wrote.

    Everything that is read is compared with the pin before and inside. Raises what the inner
    process reports, by the class of its exit code, and what `Acquired.read` raises.
    """
    Acquired.read(
        Pin.parse(read_bytes(pin, limit=PIN_LIMIT)), upstream=upstream, checkpoint=checkpoint
    )
    inputs = ("--pin", pin, "--upstream-dir", upstream, "--checkpoint", checkpoint)
    places = [p.resolve() if isinstance(p, Path) else p for p in inputs]
    with _output_folder(sandbox) as folder:
        output = folder / "graph.onnx"
        argv = [sys.executable, "-I", script.resolve(), "--inside", "--json", *places]
        finished = process.run(
            sandbox.confined([*argv, "--output", output]), env={"PATH": PATH}, timeout=TIMEOUT
        )
        if finished.code:
            raise _reported(finished)
        return read_bytes(output, limit=GRAPH_LIMIT)


@contextlib.contextmanager
def _output_folder(sandbox: Sandbox) -> Iterator[Path]:
    """Give a fresh folder that the inner process, whoever it is, may write to."""
    with tempfile.TemporaryDirectory(prefix="export-") as place:
        folder = Path(place) / "out"
        folder.mkdir()
        if sandbox.other_user:
            Path(place).chmod(0o711)
            folder.chmod(0o777)
        yield folder


def _reported(finished: process.Finished) -> ReleaseError | RuntimeError:
    """Return the error of the inner process; one without an error object is a bug, or a kill."""
    kinds = {kind.exit_code: kind for kind in ReleaseError.__subclasses__()}
    try:
        said = Table(canonical.load(finished.out, what="answer of the export"), path="answer")
        return kinds[finished.code](
            said.text("problem"), expected=said.text("expected"), remedy=said.text("remedy")
        )
    except (InvalidRecordError, KeyError):
        return RuntimeError(f"the export ended with {finished.code}: {finished.last_line}")
