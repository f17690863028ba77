"""The smoke fixtures: made again without a difference, loaded and run by onnxruntime."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped] # it ships no types
import pytest

from release.names import REGISTRY, TINY
from release.registry import Registry
from release.sidecar import Sidecar
from release.smoke import FIXTURES, Fixture, files, with_fixtures
from release.validate.graph import read_promise
from tests.pinned import synthetic
from tests.static.tree import ROOT

TYPES = {"float32": np.float32, "float16": np.float16}
SIZES: dict[int | str, int] = {"batch": 3, "height": 5, "width": 7}


def test_the_generator_leaves_no_difference_in_the_tree() -> None:
    assert {name: (ROOT / TINY / name).read_bytes() for name in files()} == files()
    registry = (ROOT / REGISTRY).read_bytes()
    assert with_fixtures(Registry.parse(registry)).dump() == registry


def test_the_script_writes_what_is_missing_once(tmp_path: Path) -> None:
    registry = tmp_path / "registry.json"
    registry.write_bytes(Registry(()).dump())
    for expected in (11, 0):
        argv = [sys.executable, str(ROOT / "scripts/smoke_models.py"), "--registry", str(registry)]
        done = subprocess.run(
            argv, check=True, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)}
        )
        assert done.stdout.count("wrote ") == expected
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if p != registry} == files()


def test_there_is_a_fixture_of_every_shape_a_loader_must_take() -> None:
    assert {fixture.id for fixture in FIXTURES} == {
        "saliency_placeholder_v0",
        "smoke_fp16_v0",
        "smoke_multi_output_v0",
        "smoke_v0",
        "smoke_v0_symbolic_batch",
    }


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.id)
def test_a_fixture_runs_and_gives_what_its_sidecar_says(fixture: Fixture) -> None:
    session = onnxruntime.InferenceSession(fixture.onnx(), providers=["CPUExecutionProvider"])
    sidecar = Sidecar.parse((ROOT / TINY / f"{fixture.id}.json").read_bytes())
    given = {
        one.port.name: np.linspace(-3, 3, num=int(np.prod(shape(one.port.shape))))
        .reshape(shape(one.port.shape))
        .astype(TYPES[one.port.type])
        for one in sidecar.inputs
    }
    for one, made in zip(sidecar.outputs, session.run(None, given), strict=True):
        assert (made.shape, made.dtype) == (shape(one.port.shape), TYPES[one.port.type])
        assert one.range[0] <= made.min() <= made.max() <= one.range[1]
    assert [out.name for out in session.get_outputs()] == [o.port.name for o in sidecar.outputs]


def shape(dimensions: tuple[int | str, ...]) -> tuple[int, ...]:
    return tuple(SIZES[d] if isinstance(d, str) else d for d in dimensions)


def test_the_placeholder_keeps_the_tensors_of_the_mirror() -> None:
    placeholder = next(f for f in FIXTURES if "placeholder" in f.id)
    contract = synthetic().pin.contract
    ports = (*placeholder.inputs, *placeholder.outputs)
    assert [port.name for port in ports] == [contract.input, contract.output]
    assert [port.shape[:2] for port in ports] == [(1, 3), (1, 1)]


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.id)
def test_our_reader_sees_in_a_graph_what_onnxruntime_sees(fixture: Fixture) -> None:
    session = onnxruntime.InferenceSession(fixture.onnx(), providers=["CPUExecutionProvider"])
    promise = read_promise(fixture.onnx())
    seen = [(port.name, list(port.shape)) for port in (*promise.inputs, *promise.outputs)]
    nodes = (*session.get_inputs(), *session.get_outputs())
    assert seen == [(node.name, node.shape) for node in nodes]
