"""Write the checkpoint as ONNX: input [1,3,H,W] to saliency_map [1,1,H,W], any H and W.

The graph is written from the weights alone, without torch. With --oracle upstream's own code runs
too, by a Python that has torch (scripts/oracle.py makes one); `prove` compares. Both in a sandbox:
no network, no token, limits. All files are compared with the pin, outside and inside.

Exit codes: 0 written · 10 input missing · 13 no sandbox works here · 20 not the pinned bytes ·
33 not a plain U2NETP state dict, or not upstream's code · 40 pin invalid.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from release import job, report, sandbox
from release.acquire.acquired import Acquired
from release.acquire.folder import write_folder
from release.artifact import Artifact
from release.canonical import Json
from release.export import confined, inner, witness
from release.export.claims import claims
from release.export.options import add_options
from release.files import read_bytes, write_bytes
from release.pin import PIN_LIMIT, Pin

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    add_options(parser, ROOT)
    options, names = parser.parse_args(), tuple(os.environ)
    inputs = {"upstream": options.upstream_dir, "checkpoint": options.checkpoint}

    def inside() -> Mapping[str, Json]:
        """Write the graph, or the oracle's answers; only this half reads the checkpoint."""
        sandbox.require_confined(names)
        sandbox.limit_resources(**(witness.LIMITS if options.oracle else confined.LIMITS))
        pin = Pin.parse(read_bytes(options.pin, limit=PIN_LIMIT))
        acquired = Acquired.read(pin, **inputs)
        graphs = {"graph": options.output, "fixed": options.output_320}
        inner.write(pin, acquired, **graphs, answers=options.oracle)
        return {}

    def outside() -> Mapping[str, Json]:
        """Enter the sandbox and take graph and answers back as mere data."""
        place, given = confined.choose_sandbox(), {"pin": options.pin, **inputs}
        graph, fixed = confined.export_confined(place, Path(__file__), **given)
        if options.oracle:
            asked = witness.ask_confined(options.torch_python, Path(__file__), **given)
            write_folder(options.oracle, asked.files())
        write_bytes(options.output, graph)
        if options.output_320:
            write_bytes(options.output_320, fixed)
        artifact = Artifact.of(options.output.name, graph)
        if out := options.manifest_out:
            write_bytes(out, claims(artifact, pin_file=options.pin, checkout=ROOT))
        job.teller(as_json=options.json)(f"{artifact.name}: {artifact.digest}; {place.name}")
        return {"sandbox": place.name, "sha256": artifact.digest.hex, "size": artifact.size}

    report.run(inside if options.inside else outside, as_json=options.json)
