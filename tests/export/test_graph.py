"""The graph: its contract, its bytes, and its agreement with a plain forward pass."""

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import onnx
import onnxruntime  # type: ignore[import-untyped] # it ships no types
import pytest

from release.artifact import Digest
from release.errors import InvalidRecordError
from release.export.graph import export
from release.export.metadata import metadata
from release.names import FIXED_SIZE
from tests.checkpoints import state_dict, torch_legacy
from tests.export.reference import forward
from tests.pinned import ROOT, pinned, synthetic

LAYOUT_1_FIXED = "210c255797529b458037c30f410dcdab7b5ed4d9dfe0b2adb2d11822b0665c6e"
LAYOUT_1 = "b72694e6836eb3d49f990fe0477b49c079fb1e18a9957341a55c8631be75cb38"


@cache
def graph() -> bytes:
    return export(synthetic().pin, synthetic().checkpoint)


def test_the_bytes_of_layout_1_never_change() -> None:
    """Other bytes need another layout number: raise it in the pin and in the exporter."""
    given = pinned(torch_legacy(state_dict(1)))  # the format that is all ours, to the byte
    upstream = replace(given.pin.upstream, repository="owner/name", commit="0" * 40)
    found = export(replace(given.pin, upstream=upstream), given.checkpoint)
    assert Digest.of(found).hex == LAYOUT_1


def test_the_bytes_of_layout_1_for_one_size_never_change() -> None:
    given = pinned(torch_legacy(state_dict(1)))
    upstream = replace(given.pin.upstream, repository="owner/name", commit="0" * 40)
    found = export(replace(given.pin, upstream=upstream), given.checkpoint, FIXED_SIZE)
    assert Digest.of(found).hex == LAYOUT_1_FIXED


def test_the_graph_for_one_size_answers_as_the_one_for_any_size() -> None:
    image = np.random.default_rng(3).standard_normal((1, 3, FIXED_SIZE, FIXED_SIZE))
    free, fixed = (
        onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"]).run(
            None, {"input": image.astype(np.float32)}
        )[0]
        for data in (graph(), export(synthetic().pin, synthetic().checkpoint, FIXED_SIZE))
    )
    assert np.abs(free - fixed).max() < 1e-5


def test_the_graph_for_one_size_refuses_another() -> None:
    data = export(synthetic().pin, synthetic().checkpoint, FIXED_SIZE)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    with pytest.raises(Exception, match="Got invalid dimensions"):
        session.run(None, {"input": np.zeros((1, 3, 64, 64), np.float32)})


def test_both_checkpoint_formats_give_the_same_graph() -> None:
    assert export(synthetic().pin, torch_legacy(state_dict(1))) == graph()


def test_hash_seed_and_folder_do_not_change_a_byte(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r});"
        "from tests.export.test_graph import graph; from release.artifact import Digest;"
        "print(Digest.of(graph()).hex)"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed, folder in (("1", tmp_path), ("2", ROOT))
    }
    assert found == {Digest.of(graph()).hex}


def test_the_graph_says_where_it_comes_from_and_what_was_changed() -> None:
    model = onnx.load_from_string(graph())
    said = {entry.key: entry.value for entry in model.metadata_props}
    assert said == metadata(synthetic().pin)
    assert list(said) == sorted(said)
    assert "Changed from the original" in said["changes"]
    assert (model.producer_name, model.doc_string, model.graph.doc_string) == ("", "", "")


def test_a_layout_the_exporter_does_not_write_is_refused() -> None:
    pin = synthetic().pin
    for other in (
        replace(pin.contract, layout=2),
        replace(pin.contract, opset=18),
        replace(pin.contract, ir=9),
    ):
        with pytest.raises(InvalidRecordError):
            export(replace(pin, contract=other), synthetic().checkpoint)


@pytest.mark.parametrize(("height", "width"), [(32, 48), (1, 1), (33, 17)])
def test_the_graph_computes_upstreams_forward_pass(height: int, width: int) -> None:
    image = np.random.default_rng(height).standard_normal((3, height, width))
    session = onnxruntime.InferenceSession(graph(), providers=["CPUExecutionProvider"])
    (found,) = session.run(["saliency_map"], {"input": image[None].astype(np.float32)})
    assert np.abs(found[0, 0] - forward(state_dict(1), image)).max() < 1e-4
