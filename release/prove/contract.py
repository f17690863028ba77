"""The promise of the graph, kept when it runs (an edge: onnx, onnxruntime, numpy)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime  # type: ignore[import-untyped] # it ships no types

from release.errors import ParityError
from release.pin import Contract
from release.prove.wire import malformed

SIZES = ((320, 320), (1, 1), (97, 33))
"""Height and width: the size of upstream's training, the smallest, and an odd one."""

_SEED = 2020


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: the size, and the lowest and highest saliency seen."""

    height: int
    width: int
    lowest: float
    highest: float


def check_model(graph: bytes) -> None:
    """Let onnx check the graph with shape inference; raises MalformedOnnxError."""
    try:
        onnx.checker.check_model(graph, full_check=True)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
        raise malformed(f"onnx.checker says {error}") from error


def opened(graph: bytes) -> onnxruntime.InferenceSession:
    """Return `graph` ready to run, on the processor; raises what onnxruntime raises.

    Its threads sleep while they wait, so that it takes a fifth less beside other work.
    """
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def run_contract(
    graph: bytes, contract: Contract, sizes: Sequence[tuple[int, int]] = SIZES
) -> tuple[Run, ...]:
    """Run the graph at every size on seeded noise; raises ParityError for a broken promise.

    The output must be float32 [1,1,H,W], finite, and within 0 and 1.
    """
    session = opened(graph)
    noise = np.random.default_rng(_SEED)
    runs = []
    for height, width in sizes:
        image = noise.standard_normal((1, 3, height, width), dtype=np.float32)
        (answer,) = session.run([contract.output], {contract.input: image})
        runs.append(_checked(np.asarray(answer), height, width))
    return tuple(runs)


def _checked(answer: np.ndarray, height: int, width: int) -> Run:
    shape, kind = (1, 1, height, width), np.dtype(np.float32)
    if answer.shape != shape or answer.dtype != kind:
        raise _broken(f"gives {answer.dtype} {answer.shape} for an image of {height}x{width}")
    # NaN fails both comparisons.
    if not ((answer >= 0).all() and (answer <= 1).all()):
        raise _broken(f"leaves the range 0 to 1 for an image of {height}x{width}")
    lowest, highest = float(answer.min()), float(answer.max())
    return Run(height=height, width=width, lowest=lowest, highest=highest)


def _broken(problem: str) -> ParityError:
    return ParityError(
        f"the graph {problem}",
        expected="float32 [1,1,H,W], finite, within 0 and 1",
        remedy="do not release it; the checkpoint or the exporter is wrong",
    )
