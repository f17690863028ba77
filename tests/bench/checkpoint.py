"""Reading the checkpoint, beside torch's own careful reader where torch is."""

from collections.abc import Iterator
from functools import partial

from release.export.checkpoint import read_checkpoint
from tests.bench.measure import Row, medians
from tests.checkpoints import state_dict, torch_legacy, torch_zip
from tests.reading_by_torch import seconds_by_torch
from tests.torch_environment import torch_python

LIMIT = 0.05
_ROUNDS = 15


def rows() -> Iterator[Row]:
    """Return how long reading takes in both formats; upstream's file has the older one."""
    state = state_dict(1)
    files = {"zip": torch_zip(state), "older": torch_legacy(state)}
    ours = medians([partial(read_checkpoint, data) for data in files.values()], rounds=_ROUNDS)
    for (name, data), seconds in zip(files.items(), ours, strict=True):
        yield _row(f"reading the checkpoint, {name} format", seconds, data)


def _row(number: str, seconds: float, data: bytes) -> Row:
    torch = seconds_by_torch(torch_python(), data)
    return Row(
        number=number,
        measured=f"{seconds / torch:.2f} x ({seconds * 1000:.0f} ms)",
        against=f"`torch.load(weights_only=True)` ({torch * 1000:.0f} ms), import not counted",
        aim=f"at most {LIMIT * 1000:.0f} ms",
        kept=seconds <= LIMIT,
    )
