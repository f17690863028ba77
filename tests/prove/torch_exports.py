"""Exports of U2NETP by torch itself, for the tests that ask whose weights are in them.

As a program, with torch's interpreter: `MODULE.py CHECKPOINT.pth FOLDER EXPORTER`. It
imports nothing of the project, whose Python may be another one.
"""

import contextlib
import importlib
import io
import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

_SIZE = 64
_TIMEOUT = 300.0

_TORCHSCRIPT: dict[str, dict[str, object]] = {
    "torchscript-11": {"opset_version": 11},
    "torchscript-17-not-folded": {"opset_version": 17, "do_constant_folding": False},
}
_DYNAMO: dict[str, dict[str, object]] = {"dynamo-18": {"opset_version": 18, "external_data": False}}


def exported_by_torch(
    python: Path, module: bytes, checkpoint: bytes, folder: Path, *, exporter: str
) -> list[Path]:
    """Return the graphs that an exporter of torch writes into `folder`, which must be empty.

    `exporter` is `torchscript`, some seconds, or `dynamo`, half a minute.
    """
    (folder / "module.py").write_bytes(module)
    (folder / "checkpoint.pth").write_bytes(checkpoint)
    argv = [python, "-I", Path(__file__).resolve(), folder / "module.py", folder / "checkpoint.pth"]
    subprocess.run(
        [str(word) for word in (*argv, folder, exporter)],
        check=True,
        capture_output=True,
        timeout=_TIMEOUT,
        env={"HOME": str(folder), "PATH": os.environ["PATH"]},
    )
    return sorted(folder.glob("*.onnx"))


def _main(module: Path, checkpoint: Path, folder: Path, exporter: str) -> None:
    torch = importlib.import_module("torch")
    names: dict[str, Any] = {"__name__": "u2net"}
    exec(compile(module.read_bytes(), "u2net.py", "exec"), names)  # noqa: S102 - a text of ours
    network = names["U2NETP"](3, 1)
    network.load_state_dict(torch.load(checkpoint, weights_only=True))
    network.eval()
    image = torch.zeros(1, 3, _SIZE, _SIZE)
    chosen = _DYNAMO if exporter == "dynamo" else _TORCHSCRIPT
    for name, options in chosen.items():
        target = str(folder / f"{name}.onnx")
        torch.onnx.export(
            network, (image,), target, input_names=["image"], dynamo=chosen is _DYNAMO, **options
        )


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        _main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
