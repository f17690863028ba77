"""What our reader accepts, torch reads the same; what torch saves as a state dict, ours accepts.

Not run where no torch is; it runs in a process of its own, with its careful reader. Cases that are
refused are not shown to it: tests/cases/ proves that they are.
"""

from collections.abc import Mapping

import pytest

from tests.cases.case import cases, content
from tests.checkpoints import state_dict, torch_legacy, torch_zip
from tests.fuzz.targets import reading
from tests.reading_by_torch import Reading, read_by_torch, saved_by_torch
from tests.torch_environment import torch_python

Answers = Mapping[str, Reading | str]
SAVED_BY_TORCH = 8


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    state = state_dict(3)
    good = [c.name for c in cases() if c.kind == "checkpoint" and c.accepted]
    return {
        **saved_by_torch(torch_python(), tmp_path_factory.mktemp("saved")),
        "our zip": torch_zip(state),
        "our legacy": torch_legacy(state),
        **{name: content(name) for name in good},
    }


@pytest.fixture(scope="module")
def answers(files: Mapping[str, bytes]) -> Answers:
    return dict(zip(files, read_by_torch(torch_python(), tuple(files.values())), strict=True))


def test_torch_reads_every_legitimate_file_as_we_do(
    files: Mapping[str, bytes], answers: Answers
) -> None:
    ours = {name: reading(data) for name, data in files.items()}
    assert [name for name in files if answers[name] != ours[name]] == []
    assert len(files) > SAVED_BY_TORCH + 2


def test_all_seeded_weights_take_part(answers: Answers) -> None:
    assert len(answers["our zip"]) == len(answers["our legacy"]) == 798
