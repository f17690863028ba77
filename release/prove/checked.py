"""Every check of a graph against pin and checkpoint, in the one order that is safe."""

from dataclasses import dataclass

from release.artifact import Digest
from release.export.checkpoint import read_checkpoint
from release.names import FIXED_SIZE
from release.pin import Pin
from release.prove.binding import Binding, bind, require_metadata
from release.prove.contract import SIZES, Run, check_model, run_contract
from release.prove.graphs import Graphs
from release.prove.licence import require_change_notice
from release.prove.operators import scan
from release.prove.parity import bind_weights
from release.prove.skeleton import require_skeleton


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedGraph:
    """What the checks saw on the way."""

    binding: Binding
    weights: Digest
    operators: tuple[tuple[str, int], ...]
    runs: tuple[Run, ...]


def check_graphs(
    pin: Pin, graphs: Graphs, *, checkpoint: bytes
) -> tuple[CheckedGraph, CheckedGraph]:
    """Return what the checks of both graphs saw, or refuse them; raises what `check_graph` does."""
    free = check_graph(pin, checkpoint=checkpoint, graph=graphs.free)
    fixed = check_graph(pin, checkpoint=checkpoint, graph=graphs.fixed, size=FIXED_SIZE)
    return free, fixed


def check_graph(
    pin: Pin, *, checkpoint: bytes, graph: bytes, size: int | None = None
) -> CheckedGraph:
    """Return what the checks of `graph` saw, or refuse it; with `size` it is for that one alone.

    The scan comes first: neither onnx nor a runtime sees a graph that it refuses, that is not the
    pinned layout, or with a constant that is not bound to the checkpoint. Then the graph is written
    again and compared byte for byte, then it is run.

    Raises what the checks raise: codes 30 to 34 and 40.
    """
    scanned = scan(graph).require(pin.contract, size)
    require_skeleton(scanned.skeleton, pin.contract.layout, size)
    require_change_notice(dict(scanned.metadata))
    require_metadata(scanned, pin)
    binding = bind(scanned, read_checkpoint(checkpoint))
    check_model(graph)
    weights = bind_weights(pin, checkpoint, graph, size)
    return CheckedGraph(
        binding=binding,
        weights=weights,
        operators=scanned.operators,
        runs=run_contract(graph, pin.contract, [(size, size)] if size else SIZES),
    )
