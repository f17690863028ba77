"""A little of what `make fuzz` does at length, from fixed seeds."""

from functools import cache

import pytest

from tests.fuzz.harness import Accepted, fuzz
from tests.fuzz.targets import CHECKPOINTS, TARGETS, Target
from tests.reading_by_torch import read_by_torch
from tests.torch_environment import torch_python

EXAMPLES = 400
SEED = 20_250_101


@cache
def accepted(name: str) -> tuple[Accepted, ...]:
    return fuzz(TARGETS[name], start=SEED, examples=EXAMPLES)


@pytest.mark.parametrize("name", TARGETS)
def test_an_edited_input_is_accepted_or_refused_and_nothing_else(name: str) -> None:
    assert len(accepted(name)) < EXAMPLES / 2


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS.keys())
def test_the_unedited_input_is_accepted(target: Target) -> None:
    assert target.judge(target.good)


def test_torch_reads_an_edited_checkpoint_the_same_if_we_accept_it() -> None:
    found = [one for name in CHECKPOINTS for one in accepted(f"checkpoint {name}")]
    assert len(found) > 5
    answers = read_by_torch(torch_python(), [one.data for one in found])
    assert [one for one, answer in zip(found, answers, strict=True) if one.read != answer] == []
