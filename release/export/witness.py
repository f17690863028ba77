"""Asking the oracle in a sandbox, with a Python of its own, and taking its answers as data."""

from pathlib import Path

from release import process
from release.acquire.acquired import Acquired
from release.errors import MissingToolError
from release.export.answers import Answers
from release.export.confined import GIB, reported
from release.export.torch_python import PACKAGES
from release.files import MIB, read_bytes
from release.pin import PIN_LIMIT, Pin
from release.room import furnished
from release.sandbox import PATH, choose

CODE = "model/u2net.py"
"""The pinned file that holds upstream's network."""

TIMEOUT = 900.0
LIMITS = {"memory": 24 * GIB, "file_size": 64 * MIB, "seconds": 1200}
"""Of the inner process. Torch with CUDA libraries maps 5 GB and uses 1; it takes half a minute."""

_PIN, _UPSTREAM, _CHECKPOINT = "pin.toml", "upstream", "checkpoint.pth"
_PROBE = f"""
import importlib.util, release
missing = [n for n in {PACKAGES} if importlib.util.find_spec(n) is None]
raise SystemExit(bool(missing))
"""
_PLACES = "import sys; print(*dict.fromkeys((sys.prefix, sys.base_prefix, *sys.path)), sep='\\n')"


def ask_confined(
    python: Path, script: Path, *, pin: Path, upstream: Path, checkpoint: Path
) -> Answers:
    """Run `script --inside --oracle` by `python` in a sandbox and return what it answered.

    Raises MissingToolError when no sandbox works in which `python` finds torch and this project,
    what the inner process reports, and what `Acquired.read` and `Answers.read` raise.
    """
    python = python.absolute()  # inside, the working directory is another one
    places = _places(python)
    sandbox = choose([python, "-I", "-c", _PROBE], readable=places)
    said = read_bytes(pin, limit=PIN_LIMIT)
    acquired = Acquired.read(Pin.parse(said), upstream=upstream, checkpoint=checkpoint)
    files = {f"{_UPSTREAM}/{path}": data for path, data in acquired.files.items()}
    with furnished({_PIN: said, _CHECKPOINT: acquired.checkpoint, **files}) as room:
        argv = (
            *(python, "-I", script.resolve(), "--inside", "--json"),
            *("--output", room.output / "unused", "--oracle", room.output),
            *("--pin", room.input / _PIN, "--upstream-dir", room.input / _UPSTREAM),
            *("--checkpoint", room.input / _CHECKPOINT),
        )
        readable = [script.resolve().parent, *places]
        finished = sandbox.run(argv, room, seconds=TIMEOUT, readable=readable)
        if finished.code:
            raise reported(finished)
        return Answers.read(room.output)


def _places(python: Path) -> tuple[Path, ...]:
    finished = process.run([python, "-I", "-c", _PLACES], env={"PATH": PATH}, timeout=60)
    if finished.code:
        raise MissingToolError(
            f"{python} does not start: {finished.last_line}",
            expected="a Python with the packages of requirements/torch.txt, and this project",
            remedy="uv venv .torch; uv pip sync --python .torch requirements/torch.txt; "
            "uv pip install --python .torch --no-deps .",
        )
    named = map(Path, finished.out.decode().splitlines())
    return tuple(place for place in named if place.is_dir() and place.name != "bin")
