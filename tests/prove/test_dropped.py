"""A dropped model agrees with ours, or the run stops; it is never published."""

from pathlib import Path

import pytest

from release.acquire.acquired import WITNESSES
from release.errors import InvalidRecordError, ParityError
from release.export.graph import export
from release.prove.dropped import compare, rendered
from tests.cases.graphs import exported
from tests.checkpoints import state_dict, torch_zip
from tests.pinned import pinned, synthetic
from tests.prove import exporters
from tests.prove.exporters import written
from tests.prove.proven import proof

NAME = f"{'0' * 16}-{'c' * 40}.onnx"


def agreements(folder: Path, data: bytes, name: str = NAME) -> tuple[str, ...]:
    (folder / WITNESSES).mkdir()
    (folder / WITNESSES / name).write_bytes(data)
    found = compare(folder, proof().proven)
    assert all(one.name in rendered(found) for one in found)
    return tuple(one.how for one in found)


def test_our_own_bytes_agree(tmp_path: Path) -> None:
    made = synthetic()
    assert agreements(tmp_path, export(made.pin, made.checkpoint)) == ("the same bytes as ours",)


def test_another_export_of_the_same_weights_agrees(tmp_path: Path) -> None:
    foreign = written(state_dict(1), exporters.folded_in_float32, exporters.renamed)
    (how,) = agreements(tmp_path, foreign)
    assert how.startswith("the same weights")


def test_other_weights_stop_the_run_and_the_branch_is_named(tmp_path: Path) -> None:
    other = pinned(torch_zip(state_dict(2)))
    with pytest.raises(ParityError) as caught:
        agreements(tmp_path, export(other.pin, other.checkpoint))
    assert f"drop/u2netp/{'0' * 16}@{'c' * 40}" in caught.value.problem


@pytest.mark.parametrize("data", [b"", b"\x08\x08", b"PK\x03\x04", b"\x08" * 1000])
def test_what_cannot_be_told_stops_the_run(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ParityError):
        agreements(tmp_path, data)


@pytest.mark.parametrize("name", ["x.onnx", f"{'0' * 16}-{'c' * 39}.onnx", f"{'0' * 16}.onnx"])
def test_a_file_of_another_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidRecordError):
        agreements(tmp_path, exported(), name)


def test_without_a_drop_there_is_nothing_to_compare(tmp_path: Path) -> None:
    assert compare(tmp_path, proof().proven) == ()
    assert rendered(()) == ""
