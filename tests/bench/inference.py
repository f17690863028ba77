"""How quickly our two graphs start and run, beside the way a known redistributor exports.

rembg's recipe, as its issue 193 states it: the whole network with its seven outputs, opset 11,
constants folded, batch free. Both are run by onnxruntime on one drawing of 320 x 320.
"""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped] # it ships no types

from release.export.graph import export
from release.names import FIXED_SIZE
from tests.bench.measure import Row, medians
from tests.pinned import synthetic
from tests.torch_environment import installed_torch

_ROUNDS = 11
_RECIPE = """
import pathlib, sys, torch
from release.export import oracle
place = pathlib.Path(sys.argv[1])
data = (place / "checkpoint").read_bytes()
network = oracle._network((place / "code.py").read_bytes(), data).network
with oracle._quiet():
    torch.onnx.export(
        network, (torch.zeros(1, 3, 320, 320),), str(place / "theirs.onnx"), dynamo=False,
        opset_version=11, do_constant_folding=True, input_names=["input"],
        dynamic_axes={"input": {0: "batch"}},
    )
"""


def rows() -> Iterator[Row]:
    """Measure creation and run of each graph, in turns."""
    graphs = {
        "any size": export(synthetic().pin, synthetic().checkpoint),
        "320 x 320": export(synthetic().pin, synthetic().checkpoint, FIXED_SIZE),
        "rembg": _theirs(),
    }
    free, fixed, theirs = medians([partial(_session, g) for g in graphs.values()], rounds=_ROUNDS)
    runs = [_runner(_session(g)) for g in graphs.values()]
    free_run, fixed_run, their_run = medians(runs, rounds=_ROUNDS)
    yield Row(
        number="session of the graph for 320 x 320",
        measured=f"{fixed / theirs:.2f} x ({fixed * 1000:.0f} ms)",
        against=f"rembg's recipe ({theirs * 1000:.0f} ms); for any size {free * 1000:.0f} ms",
        aim="at most half",
        kept=fixed <= 0.5 * theirs,
    )
    yield Row(
        number="run of the graph for any size, at 320 x 320",
        measured=f"{free_run / their_run:.2f} x ({free_run * 1000:.0f} ms)",
        against=f"rembg's recipe ({their_run * 1000:.0f} ms)",
        aim="not slower: within 2 %",
        kept=free_run <= 1.02 * their_run,
    )
    yield Row(
        number="run of the graph for 320 x 320",
        measured=f"{fixed_run / their_run:.2f} x ({fixed_run * 1000:.0f} ms)",
        against=f"rembg's recipe; for any size {free_run / fixed_run:.2f} x of it",
        aim="8 % faster than rembg's",
        kept=their_run >= 1.08 * fixed_run,
    )


def _theirs() -> bytes:
    given = synthetic()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        place = Path(name)
        (place / "checkpoint").write_bytes(given.checkpoint)
        (place / "code.py").write_bytes(given.files["model/u2net.py"])
        python = installed_torch(place / "torch")
        argv = [str(python), "-I", "-W", "ignore", "-c", _RECIPE, name]
        subprocess.run(argv, check=True, capture_output=True, timeout=200)
        return (place / "theirs.onnx").read_bytes()


def _session(graph: bytes) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])


def _runner(session: onnxruntime.InferenceSession) -> Callable[[], object]:
    shape = (1, 3, FIXED_SIZE, FIXED_SIZE)
    image = np.random.default_rng(0).standard_normal(shape, dtype=np.float32)
    return partial(session.run, None, {"input": image})
