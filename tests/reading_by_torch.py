"""What torch's own careful reader makes of checkpoints; torch runs in a process of its own.

As a program, with torch's interpreter: prints what `torch.load(weights_only=True)` reads from each
of the files named, as JSON. It imports nothing of the project, whose Python may be another one.
"""

import hashlib
import importlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Reading = tuple[tuple[str, str, tuple[int, ...], str], ...]
"""Name, dtype, shape and SHA-256 of the numbers of each tensor, in order of names."""

_TIMEOUT = 300.0
_ROUNDS = 15


def read_by_torch(python: Path, files: Sequence[bytes]) -> tuple[Reading | str, ...]:
    """Return for each file what torch reads, or the name of the error it raises."""
    with tempfile.TemporaryDirectory(prefix="torch-reads-") as place:
        names = [Path(place) / f"{i}.pth" for i in range(len(files))]
        for name, data in zip(names, files, strict=True):
            name.write_bytes(data)
        (Path(place) / "list").write_text("\n".join(map(str, names)), encoding="utf-8")
        return tuple(map(_reading, json.loads(_run(python, "read", str(Path(place) / "list")))))


def saved_by_torch(python: Path, folder: Path) -> dict[str, bytes]:
    """Return checkpoints that torch itself saves, by what they are; `folder` must be empty."""
    _run(python, "save", str(folder))
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.pth"))}


def seconds_by_torch(python: Path, data: bytes) -> float:
    """Return the median time torch takes to load `data`, its import not counted."""
    with tempfile.NamedTemporaryFile(prefix="torch-times-", suffix=".pth") as file:
        file.write(data)
        file.flush()
        return float(_run(python, "time", file.name))


def _run(python: Path, *arguments: str) -> bytes:
    argv = [str(python), "-I", str(Path(__file__).resolve()), *arguments]
    return subprocess.run(argv, check=True, capture_output=True, timeout=_TIMEOUT).stdout


def _reading(said: Any) -> Reading | str:  # noqa: ANN401 - JSON, taken apart right here
    if isinstance(said, str):
        return said
    return tuple((name, dtype, tuple(shape), digest) for name, dtype, shape, digest in said)


def _read(torch: Any, path: str) -> object:  # noqa: ANN401 - torch has no types here
    try:
        value = torch.load(path, map_location="cpu", weights_only=True)
        return sorted(_described(name, tensor) for name, tensor in value.items())
    except Exception as error:  # noqa: BLE001 - torch raises nearly everything
        return type(error).__name__


def _described(name: str, tensor: Any) -> tuple[str, str, list[int], str]:  # noqa: ANN401
    array = tensor.detach().contiguous()
    data = array.numpy().tobytes()
    return name, str(tensor.dtype)[6:], list(array.shape), hashlib.sha256(data).hexdigest()


def _save(torch: Any, folder: Path) -> None:  # noqa: ANN401
    layers = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
    whole = layers.state_dict()
    row = torch.arange(12, dtype=torch.float32)
    packed = {"a": row[:6].reshape(2, 3), "b": row[6:]}
    scalars = {"count": torch.tensor(2**40), "none": torch.zeros(0, 3), "one": torch.ones(1, 1, 1)}
    odd = {"ä name": torch.full((2, 2), float("nan")), "x" * 200: torch.tensor([-0.0])}
    for name, state in {"layers": whole, "packed": packed, "scalars": scalars, "odd": odd}.items():
        torch.save(state, folder / f"{name}.pth")
        torch.save(state, folder / f"{name}-legacy.pth", _use_new_zipfile_serialization=False)


def _time(torch: Any, path: str) -> float:  # noqa: ANN401
    taken = []
    for _ in range(_ROUNDS):
        began = time.monotonic()
        torch.load(path, map_location="cpu", weights_only=True)
        taken.append(time.monotonic() - began)
    return statistics.median(taken)


def _main() -> None:
    torch = importlib.import_module("torch")
    if sys.argv[1] == "save":
        _save(torch, Path(sys.argv[2]))
    elif sys.argv[1] == "time":
        print(_time(torch, sys.argv[2]))  # noqa: T201 - a program
    else:
        names = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
        print(json.dumps([_read(torch, name) for name in names]))  # noqa: T201 - a program


if __name__ == "__main__":
    _main()
