"""A pin, and the files it names, for a synthetic checkpoint: everything else as in the real pin."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from release.artifact import Digest
from release.guard.plan import Plan
from release.names import Tag, pin_path, receipt_path
from release.pin import Pin
from release.policy import Policy, Publisher
from tests.checkpoints import state_dict, torch_zip
from tests.upstream_code import source

ROOT = Path(__file__).resolve().parents[1]
MODULE = source()
_WITNESS = re.compile(r"\[\[checkpoint\.witnesses\]\]\n(?:[^\n\[]+\n)*\n?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """The text of the pin, and the bytes it names by path."""

    text: bytes
    checkpoint: bytes
    files: Mapping[str, bytes]

    @property
    def pin(self) -> Pin:
        """The pin itself."""
        return Pin.parse(self.text)

    def write(self, folder: Path) -> Path:
        """Write pin.toml and the folder `acquired` below `folder`; return the pin's path."""
        for path, data in {self.pin.checkpoint.name: self.checkpoint, **self.files}.items():
            (folder / "acquired" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "acquired" / path).write_bytes(data)
        (folder / "pin.toml").write_bytes(self.text)
        return folder / "pin.toml"


def pinned(checkpoint: bytes) -> Pinned:
    """Return the real pin with the digests of `checkpoint` and of a module that stands in."""
    text = (ROOT / pin_path("u2netp")).read_text()
    files = {"LICENSE": (ROOT / "LICENSE").read_bytes(), "model/u2net.py": MODULE}
    rendered = render(text, checkpoint, files)
    return Pinned(text=rendered.encode(), checkpoint=checkpoint, files=files)


def render(text: str, checkpoint: bytes, files: Mapping[str, bytes]) -> str:
    """Return the pin `text` with the digests of these bytes, and without its witnesses.

    Nobody but us states the digest of a synthetic checkpoint.
    """
    real = Pin.parse(text.encode())
    text = _WITNESS.sub("", text)
    text = text.replace(f"size = {real.checkpoint.size} ", f"size = {len(checkpoint)} ")
    text = text.replace(real.checkpoint.digest.hex, Digest.of(checkpoint).hex)
    for file in real.upstream.files:
        text = text.replace(file.digest.hex, Digest.of(files[file.path]).hex)
    return text


@cache
def synthetic() -> Pinned:
    """Return the pin for the state dict with seed 1."""
    return pinned(torch_zip(state_dict(1)))


def receipt() -> bytes:
    """Return the licence receipt in the tree."""
    return (ROOT / receipt_path("u2netp")).read_bytes()


def plan(pin: Pin, *, n: int = 1) -> Plan:
    """Return the plan of a first release of `pin`."""
    return Plan(
        tag=Tag(model=pin.model, n=n),
        content_key=pin.content_key(Digest.of(receipt())),
        source_commit="a" * 40,
        previous=None,
        published=False,
        seen=1_800_000_000,
    )


def publisher() -> Publisher:
    """Return the publisher of the real policy."""
    policy = Policy.parse((ROOT / "model/policy.toml").read_bytes())
    return policy.publisher(Tag(model="u2netp", n=1))
