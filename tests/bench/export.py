"""How long the export takes, beside torch's two exporters, each as a whole process."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.bench.measure import ROOT, Row, medians
from tests.pinned import synthetic
from tests.torch_environment import installed_torch
from tests.upstream_code import source

_OURS = """
import sys, pathlib
from release.export.graph import export
from release.pin import Pin
place = pathlib.Path(sys.argv[1])
pin = Pin.parse((place / "pin.toml").read_bytes())
(place / "ours.onnx").write_bytes(export(pin, (place / "acquired/u2netp.pth").read_bytes()))
"""
_TORCH = """
import sys, pathlib, torch
from release.export import oracle
place = pathlib.Path(sys.argv[1])
data = (place / "acquired/u2netp.pth").read_bytes()
network = oracle._network((place / "code.py").read_bytes(), data)
with oracle._quiet():
    graph = getattr(oracle, sys.argv[2])(network, torch.zeros(1, 3, 320, 320))
(place / "theirs.onnx").write_bytes(graph)
"""


def rows(*, rounds: int = 3) -> Iterator[Row]:
    """Measure; the three processes take turns."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        place = Path(name)
        synthetic().write(place)
        (place / "code.py").write_bytes(source())
        theirs = installed_torch(place / "torch")
        ours, script, dynamo = medians(
            [
                partial(_run, Path(sys.executable), _OURS, name),
                partial(_run, theirs, _TORCH, name, "_torchscript"),
                partial(_run, theirs, _TORCH, name, "_dynamo"),
            ],
            rounds=rounds,
        )
    yield Row(
        number="export, whole process",
        measured=f"{ours:.2f} s",
        against=f"TorchScript {script:.1f} s ({script / ours:.0f}x), "
        f"dynamo {dynamo:.1f} s ({dynamo / ours:.0f}x)",
        aim="at most 0.4 s, 5x, 20x faster",
        kept=ours <= 0.4 and script >= 5 * ours and dynamo >= 20 * ours,
    )


def _run(python: Path, code: str, *words: str) -> None:
    argv = [str(python), "-W", "ignore", "-c", code, *words]
    subprocess.run(argv, check=True, capture_output=True, cwd=ROOT, timeout=300)
