"""Upstream's licence, and the receipt in the tree: what judges them."""

from release.prove.licence import require_receipt, require_text
from release.prove.receipt import LICENCE_FILE
from tests.pinned import ROOT, synthetic


def text() -> bytes:
    """Return upstream's licence: it is the one this repository has itself."""
    return (ROOT / LICENCE_FILE).read_bytes()


def judge_text(data: bytes) -> None:
    """Raise what prove raises when upstream's licence is `data`."""
    require_text(data, synthetic().pin)


def judge_receipt(data: bytes) -> None:
    """Raise what prove raises when the receipt is `data`."""
    require_receipt(data, synthetic().files, synthetic().pin)
