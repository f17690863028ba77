"""The scan and the binding of a graph, beside the checker of ONNX."""

import onnx

from release.export.checkpoint import read_checkpoint
from release.prove.binding import bind
from release.prove.operators import scan
from tests.bench.measure import Row, medians
from tests.cases.graphs import exported
from tests.pinned import synthetic

LIMIT = 10.0
"""Milliseconds for our graph, and for a megabyte of it."""

_ROUNDS = 21


def rows() -> tuple[Row, ...]:
    """Return the times of scan and binding; each takes its turn with the full check of ONNX."""
    graph, tensors = exported(), read_checkpoint(synthetic().checkpoint)
    scanned = scan(graph)
    scanning, binding, checking = (
        1000 * taken
        for taken in medians(
            (
                lambda: scan(graph),
                lambda: bind(scanned, tensors),
                lambda: onnx.checker.check_model(graph, full_check=True),
            ),
            rounds=_ROUNDS,
        )
    )
    against = f"`onnx.checker`, full check ({checking:.1f} ms)"
    megabytes = len(graph) / 1e6
    return (
        Row(
            number="scan of our graph",
            measured=f"{scanning:.1f} ms, {scanning / checking:.1f} x",
            against=against,
            aim=f"at most {LIMIT:g} ms",
            kept=scanning <= LIMIT,
        ),
        Row(
            number="scan of a megabyte",
            measured=f"{scanning / megabytes:.1f} ms",
            against="nothing comparable",
            aim=f"at most {LIMIT:g} ms",
            kept=scanning <= LIMIT * megabytes,
        ),
        Row(
            number="binding of all weights",
            measured=f"{binding:.1f} ms, {binding / checking:.1f} x",
            against=against,
            aim="none; it reads and folds 1.1 million weights",
            kept=True,
        ),
    )
