"""Acquiring from the Drive of the local network, which fails as it is told."""

import ssl
from collections.abc import Callable
from pathlib import Path

from release.acquire.acquired import Ways, acquire
from release.acquire.drive import Drive
from release.artifact import Artifact
from release.download import Downloads
from release.errors import ReleaseError
from release.pin import Pin
from release.transfer import PATIENT, Patience
from tests.rehearsal.hosts.network import Network

HURRIED = Patience(read=0.3, whole=0.6)
"""For a Drive that is slow on purpose."""


def take(
    network: Network,
    pin: Pin,
    output: Path,
    *,
    patience: Patience = PATIENT,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Artifact, ...]:
    """Acquire the files of `pin` into `output`, as the job does."""
    downloads = Downloads(
        proxy=network.proxy_url,
        tls=ssl.create_default_context(cafile=network.ca_file),
        wait=lambda _: None,
        progress=progress,
        patience=patience,
    )
    drive = Drive.of(pin, downloads, output=output, progress=progress)
    ways = Ways(checkpoint=(drive,), upstream=downloads)
    return acquire(pin, ways, output, progress=progress)


def refusal(
    network: Network,
    pin: Pin,
    output: Path,
    *,
    patience: Patience = PATIENT,
    progress: Callable[[str], None] = lambda _: None,
) -> ReleaseError | None:
    """Return how acquiring is refused, or None when it is not."""
    try:
        take(network, pin, output, patience=patience, progress=progress)
    except ReleaseError as error:
        return error
    return None
