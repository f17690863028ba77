"""The kinds of input that cases are made of: where a good one comes from, and what judges it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from release.export.checkpoint import read_checkpoint
from release.export.weights import Weights
from tests.cases import downloads, graphs, licences, registries
from tests.checkpoints import state_dict, torch_zip
from tests.pinned import receipt
from tests.registry import trees


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How to make the good input of this kind, and the check that every case goes through.

    `seconds` bounds the processor time of one check, `memory` the memory at its peak, as a multiple
    of the input's size beyond `floor` bytes. Time is five times the aim, for a busy machine.
    """

    good: Callable[[], bytes]
    check: Callable[[bytes], object]
    seconds: float = 0.5
    memory: float = 4.0
    floor: int = 4 << 20


@cache
def _checkpoint() -> bytes:
    return torch_zip(state_dict(1))


def _read(data: bytes) -> Weights:
    return Weights(read_checkpoint(data))


KINDS: dict[str, Kind] = {
    "checkpoint": Kind(good=_checkpoint, check=_read),
    "download": Kind(good=downloads.whole, check=downloads.judge),
    "page": Kind(good=downloads.notice, check=downloads.judge_page),
    "licence": Kind(good=licences.text, check=licences.judge_text),
    "receipt": Kind(good=receipt, check=licences.judge_receipt),
    "onnx": Kind(good=graphs.exported, check=graphs.judge),
    "registry": Kind(good=trees.good, check=registries.judge, floor=24 << 20),
    "weights": Kind(good=graphs.exported, check=graphs.judge_weights),
}
"""Kind as it stands in case.toml → Kind. A new kind is a line here."""
