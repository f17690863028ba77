"""The look at every log that the trust root names: what is in it under our name, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from release.artifact import Digest
from release.errors import MissingInputError, ReleaseError
from release.mirror import Status
from release.names import Tag
from release.policy import Policy
from release.published import Asks, Downloads, PublishedRelease
from release.registry import Registry
from release.sighting import Seen
from release.sign.signatures import BUNDLES
from release.watch.listing import refused
from release.watch.log import note
from release.watch.log.explained import Run, entry_of, unexplained
from release.watch.log.kept import Begin, no_state
from release.watch.log.note import Log
from release.watch.log.reading import Reading, read
from release.watch.log.signature import Authorities, LoggedSignature, Searched
from release.watch.log.tiles import TileLog, fetch_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a look found: everything odd, how many new signatures of ours, where each log ends.

    `unpublished` are those of them that are in no bundle we publish: a run alone explains them.
    """

    seen: tuple[Seen, ...]
    signatures: int
    unpublished: int
    notes: Mapping[str, bytes]
    begun: Begin | None

    @property
    def told(self) -> tuple[Seen, ...]:
        """Return everything that the alarm is told."""
        return (*self.seen, *self.passed_over)

    @property
    def passed_over(self) -> tuple[Seen, ...]:
        """Return that entries were never looked at, which a person asked for, and others must hear.

        It is no failure: the reading goes on from here, and the next look closes the alarm.
        """
        if self.begun is not Begin.NOW:
            return ()
        error = MissingInputError(
            f"somebody had the log monitor begin anew, {Begin.NOW.words}",
            expected="a reading that goes on where the last one ended",
            remedy="if none of you did, find out who ran log-monitor.yml, and what was signed"
            " before; the next look closes this",
        )
        return tuple(Seen(where=origin, error=error) for origin in sorted(self.notes))

    def well(self, others: tuple[str, ...]) -> str:
        """Return the summary when nothing is odd; `others` are logs that have no tiles."""
        not_read = f" Not read: {', '.join(others)}, which have no tiles." if others else ""
        begun = f"Begun anew, {self.begun.words}. " if self.begun else ""
        return (
            f"{begun}{self.signatures} new signatures under our name, all explained: "
            f"{self.unpublished} of them by a run alone.{not_read}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLook:
    """One look, with a token that reads runs; `known` are entries that need no explanation."""

    policy: Policy
    registry: Registry
    asks: Asks
    downloads: Downloads
    known: frozenset[Digest]
    authorities: Authorities
    tell: Callable[[str], None]

    def found(
        self, logs: tuple[Log, ...], state: Mapping[str, bytes], begin: Begin | None
    ) -> Found:
        """Read each of `logs` from where `state` ends; raises MissingInputError without a state.

        A log that cannot be read, or does not go on, is what was seen of it, and its state stays.
        One that is new among others is read from its first entry.
        """
        if not state and begin is None:
            raise no_state("there is no state, and nobody said where to begin")
        seen, signatures, notes = list[Seen](), list[LoggedSignature](), dict(state)
        for log in logs:
            try:
                reading = self._reading(log, state.get(log.origin), begin)
            except ReleaseError as error:
                seen.append(Seen(where=log.origin, error=error))
                continue
            self.tell(f"{log.origin}: {reading.end.size} entries, {len(reading.found)} new of ours")
            signatures += reading.found
            notes[log.origin] = reading.end.note
        published = self._entries(bool(signatures))
        loose = [signature for signature in signatures if signature.leaf not in published]
        seen += unexplained(loose, self.policy, self._run)
        return Found(
            seen=tuple(seen),
            signatures=len(signatures),
            unpublished=len(loose),
            notes=notes,
            begun=None if state else begin,
        )

    def _reading(
        self, log: Log, kept: bytes | None, begin: Begin | None
    ) -> Reading[LoggedSignature]:
        tiles = TileLog(log=log, fetch=fetch_from(self.downloads, log))
        searched = Searched(
            log=log.origin, repository=self.policy.repository, authorities=self.authorities
        )
        since = note.read(kept, log) if kept is not None else None
        if since is None and begin is Begin.NOW:
            since = tiles.checkpoint()
        return read(tiles, since, searched.look)

    def _entries(self, needed: bool) -> frozenset[Digest]:  # noqa: FBT001 -- a question, no switch
        """Return the entries of every bundle that we publish; fetched only when there is a use."""
        if not needed:
            return self.known
        mirrors = [entry.mirror for entry in self.registry.entries if entry.mirror]
        tags = [mirror.tag for mirror in mirrors if mirror.status is not Status.BURNED]
        return self.known | {entry for tag in tags for entry in self._entries_of(tag)}

    def _entries_of(self, tag: Tag) -> frozenset[Digest]:
        public = PublishedRelease(
            repository=self.policy.repository, tag=tag, downloads=self.downloads
        )
        return frozenset(entry_of(bundle) for bundle in public.assets(BUNDLES).values())

    def _run(self, number: int) -> Run | None:
        """Return a run of the repository; raises 43, 69 or 75 without an answer."""
        target = f"/repos/{self.policy.repository.name}/actions/runs/{number}"
        status, row = self.asks.asked(target)
        if status == HTTPStatus.NOT_FOUND:
            return None
        if status != HTTPStatus.OK or not isinstance(row, Mapping):
            raise refused(target, status)
        return Run(
            # GitHub's own example of this field ends in "@main"; the branch is compared below.
            path=str(row.get("path")).partition("@")[0],
            commit=str(row.get("head_sha")),
            branch=str(row.get("head_branch")),
            event=str(row.get("event")),
        )
