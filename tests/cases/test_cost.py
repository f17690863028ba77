"""The measure of cost sees what it must see."""

import time

from tests.cases.cost import cost

MIB = 1 << 20


def _spin(seconds: float) -> None:
    ends = time.process_time() + seconds
    while time.process_time() < ends:
        pass


def test_memory_that_is_gone_again_is_seen() -> None:
    assert cost(lambda: len(b"x" * (64 * MIB))).memory >= 60 * MIB


def test_what_takes_no_memory_costs_none() -> None:
    assert cost(lambda: None).memory < MIB


def test_processor_time_is_seen() -> None:
    assert 0.05 <= cost(lambda: _spin(0.05)).seconds < 0.5
