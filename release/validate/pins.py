"""The pins of the mirrors: whole, named after their model, and with nothing left to fill in."""

import os
from collections.abc import Iterator
from pathlib import Path

from release.card import PLACEHOLDER
from release.errors import ReleaseError
from release.files import read_bytes
from release.names import card_path, pin_path
from release.pin import PIN_LIMIT, Pin
from release.validate.finding import Finding


def pins(root: Path) -> Iterator[Finding]:
    """Yield what is wrong with a pin of the tree at `root`."""
    for path in sorted((root / "model").glob("*_mirror.toml")):
        name = f"model/{path.name}"
        for problem in _problems(path, root):
            yield Finding(rule="pin", path=name, message=f"{name} {problem}")


def _problems(path: Path, root: Path) -> Iterator[str]:
    try:
        data = read_bytes(path, limit=PIN_LIMIT)
        if PLACEHOLDER.encode() in data:
            yield f"still has {PLACEHOLDER} where a person must write"
            return
        pin = Pin.parse(data)
    except ReleaseError as error:
        yield f"cannot be read: {error.problem}".replace(f"{root}{os.sep}", "")
        return
    if pin_path(pin.model) != f"model/{path.name}":
        yield f"is the pin of {pin.model}"
    elif not (root / card_path(pin.model)).is_file():
        yield f"is of a model without a card: {card_path(pin.model)}"
