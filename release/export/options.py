"""The options of `scripts/export.py`."""

import argparse
import sys
from pathlib import Path

from release.names import FIXED_SIZE, pin_path

_REQUIRED = {
    "--upstream-dir": "holds LICENSE and model/u2net.py",
    "--checkpoint": "the author's .pth",
    "--output": "the .onnx to write",
}
_OPTIONAL = {
    f"--output-{FIXED_SIZE}": f"also the graph for {FIXED_SIZE} x {FIXED_SIZE} alone",
    "--manifest-out": "also write what went in and what came out, by digest",
    "--oracle": "also ask torch: a new folder for its answers",
}


def add_options(parser: argparse.ArgumentParser, checkout: Path) -> None:
    """Add the options; the pin of `checkout` is the default."""
    for name, text in _REQUIRED.items():
        parser.add_argument(name, type=Path, required=True, help=text)
    pin = checkout / pin_path("u2netp")
    parser.add_argument("--pin", type=Path, default=pin, help="another pin than the checkout's")
    for name, text in _OPTIONAL.items():
        parser.add_argument(name, type=Path, help=text)
    python = Path(sys.executable)
    parser.add_argument("--torch-python", type=Path, default=python, help="the Python to ask with")
    parser.add_argument("--inside", action="store_true", help="already confined; refuse otherwise")
