"""A synthetic upstream: our own numbers in U2NETP's shapes, and the pin that names them.

The author's checkpoint is not ours to put into a repository, and a rehearsal must run offline. So
the world serves seeded weights under upstream's names, in the format of upstream's file, beside a
network of our own writing, and pins exactly those bytes. The commit stays: the receipt names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release.names import pin_path
from release.pin import Pin
from tests.checkpoints import state_dict, torch_legacy
from tests.pinned import render
from tests.upstream_code import source


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticUpstream:
    """What the world's upstream serves, and the text of the pin that names it."""

    repository: str
    commit: str
    files: Mapping[str, bytes]
    drive_id: str
    checkpoint: bytes
    pin_text: str


def make(tree: Path, *, seed: int = 1) -> SyntheticUpstream:
    """Make the upstream for the pin in `tree`, a checkout of the repository."""
    text = (tree / pin_path("u2netp")).read_text()
    pin = Pin.parse(text.encode())
    files = {"LICENSE": (tree / "LICENSE").read_bytes(), "model/u2net.py": source()}
    data = torch_legacy(state_dict(seed))
    return SyntheticUpstream(
        repository=pin.upstream.repository,
        commit=pin.upstream.commit,
        files=files,
        drive_id=pin.checkpoint.drive_id,
        checkpoint=data,
        pin_text=render(text, data, files),
    )
