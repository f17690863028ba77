"""What this commit asks for: pin and licence receipt, and the key that follows from both."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from release.artifact import Digest
from release.files import MIB, read_bytes
from release.guard.decide import Wanted
from release.names import REGISTRY, pin_path, receipt_path
from release.pin import PIN_LIMIT, Pin
from release.registry import REGISTRY_LIMIT, Registry


class Changes(Protocol):
    """What git knows about this checkout."""

    def last_change(self, paths: Sequence[str]) -> str:
        """Return the last commit that changed one of `paths`."""
        ...


def wanted(root: Path, model: str, changes: Changes, *, event: str, commit: str) -> Wanted:
    """Return what the checkout at `root` asks for; raises InvalidRecordError."""
    pinned = pin(root, model)
    receipt = Digest.of(read_bytes(root / receipt_path(model), limit=MIB))
    return Wanted(
        model=pinned.model,
        content_key=pinned.content_key(receipt),
        source_commit=changes.last_change((pin_path(model), receipt_path(model))),
        event=event,
        commit=commit,
    )


def pin(root: Path, model: str) -> Pin:
    """Return the pin of `model` in the checkout at `root`; raises InvalidRecordError."""
    return Pin.parse(read_bytes(root / pin_path(model), limit=PIN_LIMIT))


def registry(root: Path) -> Registry:
    """Return the registry of the checkout at `root`; raises InvalidRecordError."""
    return Registry.parse(read_bytes(root / REGISTRY, limit=REGISTRY_LIMIT))
