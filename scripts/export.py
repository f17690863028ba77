"""Write the checkpoint as ONNX: input [1,3,H,W] to saliency_map [1,1,H,W], any H and W.

The graph is written from the weights alone. Nothing in the checkpoint is run, and no upstream code.
The script runs itself once more in a sandbox: no network, no token, limited memory and time.
All files are compared with the pin, outside and inside.

Exit codes: 0 written · 10 input missing · 13 no sandbox works here · 20 not the pinned bytes ·
33 not a plain U2NETP state dict · 40 pin invalid.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from release import job, report, sandbox
from release.acquire.acquired import Acquired
from release.artifact import Artifact
from release.canonical import Json
from release.export.confined import LIMITS, choose_sandbox, export_confined
from release.files import read_bytes, write_bytes
from release.pin import PIN_LIMIT, Pin

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("--pin", type=Path, required=True, help="model/u2netp_mirror.toml")
    parser.add_argument("--upstream-dir", type=Path, required=True, help="holds LICENSE, model/")
    parser.add_argument("--checkpoint", type=Path, required=True, help="the author's .pth")
    parser.add_argument("--output", type=Path, required=True, help="the .onnx to write")
    parser.add_argument("--inside", action="store_true", help="already confined; refuse otherwise")
    options, names = parser.parse_args(), tuple(os.environ)
    inputs = {"upstream": options.upstream_dir, "checkpoint": options.checkpoint}

    def inside() -> Mapping[str, Json]:
        """Write the graph; only this half reads the checkpoint."""
        sandbox.require_confined(names)
        sandbox.limit_resources(**LIMITS)
        from release.export.graph import export  # noqa: PLC0415 - onnx loads within the limits

        pin = Pin.parse(read_bytes(options.pin, limit=PIN_LIMIT))
        write_bytes(options.output, export(pin, Acquired.read(pin, **inputs).checkpoint))
        return {}

    def outside() -> Mapping[str, Json]:
        """Enter the sandbox and take the graph back as mere data."""
        place = choose_sandbox()
        graph = export_confined(place, Path(__file__), pin=options.pin, **inputs)
        write_bytes(options.output, graph)
        artifact, tell = Artifact.of(options.output.name, graph), job.teller(as_json=options.json)
        tell(f"{artifact.name}: {artifact.size:,} bytes, {artifact.digest}")
        tell(f"sandbox: {place.name}")
        return {"sandbox": place.name, "sha256": artifact.digest.hex, "size": artifact.size}

    report.run(inside if options.inside else outside, as_json=options.json)
