"""A signing whose clock is moved on by its waits alone, in a folder."""

from pathlib import Path

from release.published import PublishedRelease
from release.sign.patience import Patience
from release.sign.signing import Places, Signed, signed_set
from tests.sign import samples


def patience(waits: list[float] | None = None, budget: float = 100.0) -> Patience:
    """Return a patience whose clock is moved on by its waits alone."""
    waits = [] if waits is None else waits
    return Patience(lambda _: None, clock=lambda: sum(waits), pause=waits.append, budget=budget)


def places(tmp_path: Path, before: PublishedRelease | None = None) -> Places:
    return Places(before=before, earlier=tmp_path / "earlier", staging=tmp_path / "staging")


def signed_by(cosign: samples.InMemoryCosign, where: Places) -> Signed:
    """Return the signed set, made or found in `where`."""
    who = samples.PUBLISHER
    return signed_set(samples.proved(), cosign, who, places=where, patience=patience())
