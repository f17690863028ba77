"""Scaffold a new model: every file it needs in the tree, and what is left for a person to write.

  add_model.py ID --onnx FILE --kind KIND --licence SPDX --licence-url URL --range LEAST MOST
      a small model of the tree: the model, its sidecar, its row of the registry, its card
  add_model.py ID
      after editing them: digests and facts follow
  add_model.py NAME --checkpoint FILE --repository OWNER/NAME
      a new mirror: its pin and its card; row and sidecar come with the first release

FILL-IN marks what only a person knows; scripts/validate_model_registry.py refuses it until it is
gone. Nothing that is there is replaced. Needs no package.

Exit codes: 0 written · 2 wrong call, or such a model is there · 10, 12 the file · 30, 32 it is no
model in one file · 40 the id or the opset cannot stand in the registry.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

# Needs no package and no installation: `python -I` finds the project through this line alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import job, report, scaffold
from release.canonical import Json
from release.card import PLACEHOLDER
from release.entry import Kind
from release.files import write_bytes

if __name__ == "__main__":
    parser = job.options_of(__doc__)
    parser.add_argument("id", metavar="ID", help="the id of the model, or the name of the mirror")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--onnx", type=Path, metavar="FILE", help="a new model of the tree")
    what.add_argument("--checkpoint", type=Path, metavar="FILE", help="a new mirror")
    parser.add_argument("--kind", choices=[kind.value for kind in Kind], default="filter")
    parser.add_argument("--licence", metavar="SPDX", default=PLACEHOLDER)
    parser.add_argument("--licence-url", metavar="URL", default=f"https://{PLACEHOLDER}")
    parser.add_argument("--range", nargs=2, type=float, default=(0, 1), metavar=("LEAST", "MOST"))
    parser.add_argument("--repository", metavar="OWNER/NAME", default="", help="of the checkpoint")
    parser.add_argument("--root", type=Path, default=Path(), help="the checkout (default: here)")
    options = parser.parse_args()
    tell = job.teller(as_json=options.json)

    def body() -> Mapping[str, Json]:
        """Decide what the files shall hold, then write those that hold something else."""
        files = scaffold.scaffold(scaffold.Asked.of(vars(options)), options.root)
        for path, data in files.items():
            write_bytes(options.root / path, data)
            left = data.count(PLACEHOLDER.encode())
            tell(f"wrote {path}" + (f"; {left} times {PLACEHOLDER} is left to you" if left else ""))
        tell("next: scripts/validate_model_registry.py")
        return {"id": options.id, "written": sorted(files)}

    report.run(body, as_json=options.json)
