"""The checkpoint from Google Drive: its pages recognised, a cut-off download continued."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from release.acquire.notice import confirmed
from release.acquire.page import Page, page_error, page_in
from release.acquire.partial import Partial
from release.acquire.source import Source, sources
from release.artifact import Digest
from release.pin import Pin
from release.transfer import Fetched, Keep


class Fetches(Protocol):
    """What can fetch a file: `release.download.Downloads`."""

    def fetch(
        self, url: str, *, hosts: frozenset[str], limit: int, keep: Keep | None = None
    ) -> Fetched:
        """Return the answer to GET `url`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """The file `drive_id` on Google Drive."""

    drive_id: str
    fetches: Fetches
    partial: Partial
    progress: Callable[[str], None]

    @classmethod
    def of(
        cls, pin: Pin, fetches: Fetches, *, output: Path, progress: Callable[[str], None]
    ) -> "Drive":
        """Return the pinned file on Drive, on its way into `output`."""
        return cls(
            drive_id=pin.checkpoint.drive_id,
            fetches=fetches,
            partial=Partial.beside(output, sources(pin)[0]),
            progress=progress,
        )

    @property
    def name(self) -> str:
        """The word of `--from`."""
        return "drive"

    def bring(self, source: Source) -> bytes:
        """Return what Drive gives, or what is kept already when that is the whole file.

        Raises TryAgainLaterError or ServiceDownError for a page, MissingInputError when the file
        is gone, and what `fetch` raises.
        """
        kept = self.partial.kept()
        if Digest.of(kept) == source.digest:
            return kept
        if source.size is not None and len(kept) >= source.size:
            self.partial.discard()
        fetched = self._fetch(source)
        if fetched.resumed and Digest.of(fetched.data) != source.digest:
            self.progress("what was kept belongs to another file; fetching the whole")
            self.partial.discard()
            fetched = self._fetch(source)
        if Digest.of(fetched.data) != source.digest:
            self.partial.discard()
        return fetched.data

    def done(self) -> None:
        """Remove what was kept."""
        self.partial.discard()

    def _fetch(self, source: Source) -> Fetched:
        fetched = self._ask(source.url, source)
        page = page_of(fetched)
        if page is Page.NOTICE and (url := confirmed(fetched.data, drive_id=self.drive_id)):
            self.progress("Drive shows its virus-scan notice; confirming it once")
            fetched = self._ask(url, source)
            page = page_of(fetched)
        if page:
            raise page_error(page, url=fetched.url)
        fetched.body()
        return fetched

    def _ask(self, url: str, source: Source) -> Fetched:
        return self.fetches.fetch(url, hosts=source.hosts, limit=source.limit, keep=self.partial)


def page_of(fetched: Fetched) -> Page | None:
    """Return which page came instead of a file; raises MissingInputError when it is gone."""
    if fetched.status in {404, 410}:
        fetched.body()
    return page_in(fetched.data, media_type=fetched.media_type)
