"""That the graph is this checkpoint and nothing else (an edge: it writes the graph again)."""

from release.artifact import Digest
from release.errors import ParityError
from release.export.checkpoint import read_checkpoint
from release.export.graph import export
from release.export.state import weight_digest
from release.pin import Pin


def bind_weights(pin: Pin, checkpoint: bytes, graph: bytes, size: int | None = None) -> Digest:
    """Return the weight digest of `checkpoint` if `graph` is what it gives, byte for byte.

    What `export` handed over is a claim; here the graph is written again from the pinned bytes and
    compared. Raises ParityError when they differ, and what `export` raises.
    """
    again = export(pin, checkpoint, size)
    if again != graph:
        raise ParityError(
            f"the graph is {Digest.of(graph)}, {len(graph)} bytes",
            expected=f"{Digest.of(again)}, {len(again)} bytes, as the pinned checkpoint gives",
            remedy="run the export again in this run; never edit a graph",
        )
    return weight_digest(read_checkpoint(checkpoint))
