"""Where each pinned file is fetched from, and what it must be."""

from dataclasses import dataclass

from release.artifact import Digest
from release.canonical import invalid
from release.files import MIB
from release.pin import Pin

RAW_HOSTS = frozenset({"raw.githubusercontent.com"})
DRIVE_HOSTS = frozenset({"drive.usercontent.google.com", "drive.google.com"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One pinned file: its place in the output, its address, and what the bytes must be.

    `limit` leaves a MiB beyond the pinned size, so that a wrong file of about that size is named
    by its own digest.
    """

    path: str
    url: str
    hosts: frozenset[str]
    limit: int
    size: int | None
    digest: Digest


def sources(pin: Pin) -> tuple[Source, ...]:
    """Return every file of `pin`, the checkpoint first; raises InvalidRecordError on a clash."""
    raw = f"https://raw.githubusercontent.com/{pin.upstream.repository}/{pin.upstream.commit}"
    files = (
        Source(
            path=file.path,
            url=f"{raw}/{file.path}",
            hosts=RAW_HOSTS,
            limit=MIB,
            size=None,
            digest=file.digest,
        )
        for file in pin.upstream.files
    )
    found = (_checkpoint(pin), *files)
    if len({source.path for source in found}) != len(found):
        raise invalid("pin", "gives the checkpoint the name of an upstream file")
    return found


def drive_url(drive_id: str) -> str:
    """Return the address that Drive's own button "download anyway" leads to.

    `confirm=t` skips the virus-scan notice, as long as Drive takes it.
    """
    query = f"id={drive_id}&export=download&confirm=t"
    return f"https://drive.usercontent.google.com/download?{query}"


def _checkpoint(pin: Pin) -> Source:
    return Source(
        path=pin.checkpoint.name,
        url=drive_url(pin.checkpoint.drive_id),
        hosts=DRIVE_HOSTS,
        limit=pin.checkpoint.size + MIB,
        size=pin.checkpoint.size,
        digest=pin.checkpoint.digest,
    )
