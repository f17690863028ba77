"""What the inner process writes, once it is confined: the graph, or the oracle's answers.

The heavy libraries load here and not at the top: within the limits of the process, and each only
in the Python that has it.
"""

import os
from pathlib import Path

from release.acquire.acquired import Acquired
from release.export.witness import CODE
from release.files import write_bytes
from release.names import FIXED_SIZE
from release.pin import Pin


def write(
    pin: Pin, acquired: Acquired, *, graph: Path, fixed: Path | None, answers: Path | None
) -> None:
    """Write the oracle's answers into the folder `answers`, or without one the graphs.

    `graph` gets the one for any size, `fixed` the one for `FIXED_SIZE`.

    Raises what `ask` and `export` raise.
    """
    if answers is None:
        from release.export.graph import export  # noqa: PLC0415 - see above

        write_bytes(graph, export(pin, acquired.checkpoint))
        if fixed:
            write_bytes(fixed, export(pin, acquired.checkpoint, FIXED_SIZE))
        return
    # Read when torch is loaded: a thread that waits for the others sleeps, and takes no processor
    # from them. Where others run too, the maps come in half the time; their bytes are the same.
    os.putenv("OMP_WAIT_POLICY", "PASSIVE")
    from release.export.oracle import ask  # noqa: PLC0415 - see above

    for name, data in ask(acquired.files[CODE], acquired.checkpoint).files().items():
        write_bytes(answers / name, data)
