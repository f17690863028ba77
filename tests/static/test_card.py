"""The model card: its five points are there, its example runs, its operators are the graph's."""

import re
import subprocess
import sys
from pathlib import Path

import onnx

from release.export.graph import export
from release.names import Names, Role, Tag
from release.record.card import BEGIN, END
from tests.pinned import synthetic
from tests.static.page import blocks, headings, section
from tests.static.tree import text

CARD = "docs/ai/models/u2netp_mirror_card.md"


def graph() -> bytes:
    made = synthetic()
    return export(made.pin, made.checkpoint)


def test_the_card_makes_the_five_points_and_has_its_markers_once() -> None:
    points = {"What it does", "Output range", "Example", "Provenance", "Limitations"}
    assert points <= set(headings(text(CARD)))
    assert (text(CARD).count(BEGIN), text(CARD).count(END)) == (1, 1)


def test_the_example_of_the_card_runs_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / Names(Tag(model="u2netp", n=1)).asset(Role.MODEL)).write_bytes(graph())
    (example,) = blocks(text(CARD), "python")
    argv = [sys.executable, "-c", example.body]
    shape = subprocess.run(argv, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert shape.startswith("(1, 1, 320, 320)")


def test_the_card_names_the_operators_of_the_graph() -> None:
    prose = section(text(CARD), "Operator coverage")
    named = re.findall(r"[A-Z]\w+", prose.split(":")[1].split(".")[0])
    used = {node.op_type for node in onnx.load_from_string(graph()).graph.node}
    assert named == sorted(used)
