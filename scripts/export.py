"""Write the checkpoint as ONNX: input [1,3,H,W] to saliency_map [1,1,H,W], any H and W.

The graph is written from the weights alone, without torch. With --oracle upstream's own code runs
too, by a Python that has torch; `prove` compares. Both in a sandbox: no network, no token, limits.
All files are compared with the pin, outside and inside.

Exit codes: 0 written · 10 input missing · 13 no sandbox works here · 20 not the pinned bytes ·
33 not a plain U2NETP state dict, or not upstream's code · 40 pin invalid.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from release import job, report, sandbox
from release.acquire.acquired import Acquired
from release.acquire.folder import write_folder
from release.artifact import Artifact
from release.canonical import Json
from release.export import confined, inner, witness
from release.files import read_bytes, write_bytes
from release.pin import PIN_LIMIT, Pin

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--pin", type=Path, required=True, help="model/u2netp_mirror.toml")
    parser.add_argument("--upstream-dir", type=Path, required=True, help="holds LICENSE, model/")
    parser.add_argument("--checkpoint", type=Path, required=True, help="the author's .pth")
    parser.add_argument("--output", type=Path, required=True, help="the .onnx to write")
    parser.add_argument("--oracle", type=Path, help="also ask torch: the new folder for answers")
    parser.add_argument("--torch-python", type=Path, default=sys.executable, help="to ask it with")
    parser.add_argument("--inside", action="store_true", help="already confined; refuse otherwise")
    options, names = parser.parse_args(), tuple(os.environ)
    inputs = {"upstream": options.upstream_dir, "checkpoint": options.checkpoint}

    def inside() -> Mapping[str, Json]:
        """Write the graph, or the oracle's answers; only this half reads the checkpoint."""
        sandbox.require_confined(names)
        sandbox.limit_resources(**(witness.LIMITS if options.oracle else confined.LIMITS))
        pin = Pin.parse(read_bytes(options.pin, limit=PIN_LIMIT))
        acquired = Acquired.read(pin, **inputs)
        inner.write(pin, acquired, graph=options.output, answers=options.oracle)
        return {}

    def outside() -> Mapping[str, Json]:
        """Enter the sandbox and take graph and answers back as mere data."""
        place, given = confined.choose_sandbox(), {"pin": options.pin, **inputs}
        graph = confined.export_confined(place, Path(__file__), **given)
        if options.oracle:
            asked = witness.ask_confined(options.torch_python, Path(__file__), **given)
            write_folder(options.oracle, asked.files())
        write_bytes(options.output, graph)
        artifact = Artifact.of(options.output.name, graph)
        job.teller(as_json=options.json)(f"{artifact.name}: {artifact.digest}; {place.name}")
        return {"sandbox": place.name, "sha256": artifact.digest.hex, "size": artifact.size}

    report.run(inside if options.inside else outside, as_json=options.json)
