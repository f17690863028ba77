"""A lock says what it pins, and nothing else is believed."""

import pytest

from release.errors import InvalidRecordError, MissingInputError
from release.lock import LOCKS, Lock, locks_in
from release.shape import Table
from tests.core.samples import ROOT

PINNED = (
    "onnx==1.23.2 \\\n    --hash=sha256:00\nnumpy==2.4.6 ; python_version < '3.15' \\\n# by uv\n"
)


def test_a_lock_is_read_back_as_it_was_written() -> None:
    lock = Lock.of("requirements/export.txt", PINNED.encode())
    assert lock.tools == ("numpy==2.4.6", "onnx==1.23.2")
    assert Lock.read(Table(lock.fields(), path="lock")) == lock


def test_the_locks_of_this_checkout_pin_what_makes_a_release() -> None:
    locks = locks_in(ROOT)
    assert tuple(lock.path for lock in locks) == LOCKS
    tools = {tool.split("==")[0] for lock in locks for tool in lock.tools}
    assert {"numpy", "onnx", "onnxruntime", "torch"} <= tools


def test_a_checkout_without_a_lock_is_refused() -> None:
    with pytest.raises(MissingInputError):
        locks_in(ROOT / "docs")


@pytest.mark.parametrize("data", [b"", b"onnx>=1\n", b"# onnx==1\n", b"\xff"])
def test_a_lock_that_pins_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidRecordError):
        Lock.of("requirements/export.txt", data)


@pytest.mark.parametrize(
    "tools",
    [[], ["onnx"], ["onnx==1", "abc==1"], ["onnx==1", "onnx==1"], ["onnx==1\n"], [1], "onnx==1"],
)
def test_tools_in_any_other_form_are_refused(tools: object) -> None:
    lock = Lock.of("requirements/export.txt", PINNED.encode())
    with pytest.raises(InvalidRecordError):
        Lock.read(Table({**lock.fields(), "tools": tools}, path="lock"))
