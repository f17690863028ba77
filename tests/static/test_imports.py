"""L3, X1: the import contracts of .importlinter hold."""

import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

from tests.static.tree import ROOT, STEPS, text


def test_the_import_contracts_hold(tmp_path: Path) -> None:
    linter = str(Path(sys.executable).with_name("lint-imports"))
    argv = [linter, "--cache-dir", str(tmp_path)]
    done = subprocess.run(argv, cwd=ROOT, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout[-3000:] if done.returncode else "") == (0, "")


def test_the_layers_are_the_steps_in_reverse() -> None:
    parser = ConfigParser()
    parser.read_string(text(".importlinter"))
    layers = parser["importlinter:contract:steps"]["layers"].split("\n")
    assert tuple(layer for layer in layers if layer in STEPS) == STEPS[::-1]
