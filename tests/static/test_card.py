"""The model card: its five points are there, its example runs, its operators are the graph's."""

import re
import subprocess
import sys
from pathlib import Path

import onnx
import yaml

from release.card import HUB_KEYS, Card
from release.export.graph import export
from release.export.layers import parameters
from release.names import Names, Role, Tag
from tests.pinned import synthetic
from tests.static.page import blocks, headings, section
from tests.static.tree import ROOT, text

CARD = "docs/ai/models/u2netp_mirror_card.md"
MORE = {"Operator coverage", "Licence receipt", "When to use it"}


def card() -> Card:
    return Card.parse((ROOT / CARD).read_bytes(), what=CARD)


def graph() -> bytes:
    made = synthetic()
    return export(made.pin, made.checkpoint)


def test_the_card_makes_the_five_points_and_three_more() -> None:
    assert card().missing == ()
    assert set(headings(text(CARD))) >= MORE


def test_the_front_matter_says_to_yaml_what_it_says_to_us() -> None:
    front = yaml.safe_load(text(CARD).split("---\n")[1])
    ours = {key: list(v) if isinstance(v, tuple) else v for key, v in card().front.items()}
    assert front == ours
    assert set(front) <= set(HUB_KEYS)


def test_the_example_of_the_card_runs_as_it_stands(tmp_path: Path) -> None:
    name = Names(Tag(model="u2netp", n=1)).asset(Role.MODEL)
    (tmp_path / name).write_bytes(graph())
    (example,) = blocks(text(CARD), "python")
    argv = [sys.executable, "-c", example.body, name]
    shape = subprocess.run(argv, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert shape.startswith("(1, 1, 320, 320)")


def test_the_card_names_the_operators_of_the_graph() -> None:
    prose = section(text(CARD), "Operator coverage")
    named = re.findall(r"[A-Z]\w+", prose.split(":")[1].split(".")[0])
    used = {node.op_type for node in onnx.load_from_string(graph()).graph.node}
    assert named == sorted(used)


def test_the_card_says_when_the_student_is_the_better_choice() -> None:
    assert "saliency_student_v2" in section(text(CARD), "When to use it")


def test_the_network_has_as_many_parameters_as_upstreams() -> None:
    # Counted by torch on upstream's U2NETP(3, 1), at the pinned commit.
    assert parameters() == 1_131_181
