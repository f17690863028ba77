"""A synthetic upstream: our own numbers in U2NETP's shapes, and the pin that names them.

The author's checkpoint is not ours to put into a repository, and a rehearsal must run offline. So
the world serves seeded weights under upstream's names, and pins exactly those bytes.
"""

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from release.export.layers import OPTIONAL, Entry, state_dict
from release.pin import Pin
from tests.rehearsal import checkpoint
from tests.rehearsal.checkpoint import Array

_SOURCE = """\
# Stand-in for upstream's model/u2net.py. The rehearsal pins its digest; nothing here runs it.
raise ImportError("a rehearsal has no model code")
"""


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
    text = (tree / "model" / "u2netp_mirror.toml").read_text()
    pin = Pin.parse(text.encode())
    files = {"LICENSE": (tree / "LICENSE").read_bytes(), "model/u2net.py": _SOURCE.encode()}
    data = checkpoint.dump(weights(seed), archive=pin.checkpoint.name.removesuffix(".pth"))
    return SyntheticUpstream(
        repository=pin.upstream.repository,
        commit=pin.upstream.commit,
        files=files,
        drive_id=pin.checkpoint.drive_id,
        checkpoint=data,
        pin_text=_render(text, pin, _changes(pin, files, data)),
    )


def weights(seed: int) -> dict[str, Array]:
    """Return a state dict that computes: finite, of moderate size, with positive variances."""
    random = np.random.default_rng(seed)
    return {entry.name: _values(entry, random) for entry in state_dict()}


def _values(entry: Entry, random: np.random.Generator) -> Array:
    if entry.name.endswith(OPTIONAL):
        return np.array(1, dtype=np.int64)
    if entry.name.endswith("running_var"):
        return random.uniform(0.5, 1.5, entry.shape).astype(np.float32)
    if entry.name.endswith("bn_s1.weight"):
        return random.uniform(0.4, 0.8, entry.shape).astype(np.float32)
    fan_in = int(np.prod(entry.shape[1:], dtype=np.int64)) if len(entry.shape) > 1 else 100
    values = random.standard_normal(entry.shape) / math.sqrt(fan_in)
    return values.astype(np.float32)


def _changes(pin: Pin, files: Mapping[str, bytes], data: bytes) -> Mapping[str, str]:
    """Return old text → new text: digests and size; the commit stays, the receipt names it."""
    old = {file.path: file.digest.hex for file in pin.upstream.files}
    return {
        pin.checkpoint.digest.hex: hashlib.sha256(data).hexdigest(),
        **{old[path]: hashlib.sha256(data).hexdigest() for path, data in files.items()},
    } | {f"size = {pin.checkpoint.size} ": f"size = {len(data)} "}


def _render(text: str, pin: Pin, changes: Mapping[str, str]) -> str:
    pattern = "|".join(re.escape(old) for old in changes)
    rendered = re.sub(pattern, lambda match: changes[match[0]], text)
    if Pin.parse(rendered.encode()).checkpoint.digest == pin.checkpoint.digest:
        raise ValueError("the pin still names the author's checkpoint")
    return rendered
