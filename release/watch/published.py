"""Everything that is published against everything that is recorded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from release.artifact import Digest
from release.errors import ForeignObjectError, ReleaseError
from release.mirror import Mirror, Status
from release.names import Names, Tag
from release.registry import Registry
from release.sighting import Seen
from release.watch import release
from release.watch.listing import Listed, Listing
from release.watch.lookalike import is_ours, looks_like, version_files
from release.watch.release import Accepted

UNRECORDED = timedelta(days=7)
"""How long the bot's pull request may wait: until then a release of ours is not in the registry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was seen: GitHub's lists, and for each release its accepted bytes, or why not.

    `on_main` holds the commits of those releases that are in the history of main.
    """

    listing: Listing
    verdicts: Mapping[Tag, Accepted | ReleaseError]
    on_main: frozenset[str]


def wanted(registry: Registry, listing: Listing, models: tuple[str, ...]) -> tuple[Tag, ...]:
    """Return the tags whose bytes must be looked at: recorded ones, and whatever uses our names."""
    recorded = {m.tag for m in _mirrors(registry).values() if m.status is not Status.BURNED}
    named = {listed.tag for listed in listing.releases}
    ours = {Tag.parse(name) for name in named if any(is_ours(name, model) for model in models)}
    known = recorded | (ours - _burned(registry))
    return tuple(sorted(known, key=lambda tag: (tag.model, tag.n)))


def differing(
    registry: Registry, seen: Published, models: tuple[str, ...], now: datetime
) -> tuple[Seen, ...]:
    """Return everything that is not as it was published and recorded, and everything beside it."""
    return (
        *_releases(registry, seen, now),
        *_strangers(registry, seen.listing, models),
        *_shown_first(seen.listing, models),
    )


def _releases(registry: Registry, seen: Published, now: datetime) -> Iterator[Seen]:
    mirrors, models = _mirrors(registry), {e.id: e.model for e in registry.entries}
    known = {mirror.manifest: tag for tag, mirror in mirrors.items()}
    accepted = [v for v in seen.verdicts.values() if isinstance(v, Accepted)]
    known |= {verdict.manifest: verdict.tag for verdict in accepted}
    for tag, verdict in seen.verdicts.items():
        for error in _release(tag, verdict, (mirrors, models, known), seen, now):
            yield Seen(where=str(tag), error=error)


_Records = tuple[Mapping[Tag, Mirror], Mapping[str, Digest], Mapping[Digest, Tag]]


def _release(
    tag: Tag, verdict: Accepted | ReleaseError, records: _Records, seen: Published, now: datetime
) -> Iterator[ReleaseError]:
    """Give what is wrong with one release."""
    mirrors, models, known = records
    mirror, listed = mirrors.get(tag), seen.listing.release(str(tag))
    if isinstance(verdict, ReleaseError):
        yield verdict
    else:
        yield from release.page_differs(verdict, mirror, listed)
        yield from release.chain_breaks(verdict, known)
        if mirror is not None:
            yield from release.bytes_differ(verdict, mirror, models[Names(tag).registry_id])
    if listed is not None:
        yield from release.tag_differs(seen.listing.tag(str(tag)), listed)
        if listed.target not in seen.on_main:
            yield _astray(listed)
        if mirror is None and now - listed.published > UNRECORDED:
            yield _unrecorded(listed)


def _strangers(registry: Registry, listing: Listing, models: tuple[str, ...]) -> Iterator[Seen]:
    """Give the tags and releases that nobody recorded, and those that look like ours."""
    recorded = {str(tag) for tag in _mirrors(registry)}
    burned = {str(tag) for tag in _burned(registry)}
    released = {listed.tag for listed in listing.releases}
    for tag in listing.tags:
        ours = any(is_ours(tag.name, model) for model in models)
        if ours and tag.name not in recorded | burned | released:
            yield Seen(where=tag.name, error=_squatted())
        elif not ours and _alike(tag.name, models):
            yield Seen(where=tag.name, error=_lookalike("a tag"))
    for listed in listing.releases:
        if listed.tag in burned:
            yield Seen(where=listed.tag, error=_risen())
        elif not any(is_ours(listed.tag, model) for model in models):
            yield from _foreign(listed, models)


def _foreign(listed: Listed, models: tuple[str, ...]) -> Iterator[Seen]:
    """Give a release that is not a mirror's and looks like one: by its tag, title or files."""
    own = version_files(listed.tag)
    files = (file.name for file in listed.files if file.name not in own)
    names = (listed.tag, listed.title, *files)
    if any(_alike(name, models) for name in names):
        yield Seen(where=listed.tag, error=_lookalike("a release, its title or a file of it"))
    elif not own:
        yield Seen(where=listed.tag, error=_unknown())


def _shown_first(listing: Listing, models: tuple[str, ...]) -> Iterator[Seen]:
    if listing.latest is not None and any(is_ours(listing.latest, model) for model in models):
        error = ForeignObjectError(
            "the release is shown as Latest",
            expected="no mirror is the project's own release",
            remedy="release page, edit, untick Set as the latest release",
        )
        yield Seen(where=listing.latest, error=error)


def _mirrors(registry: Registry) -> dict[Tag, Mirror]:
    return {entry.mirror.tag: entry.mirror for entry in registry.entries if entry.mirror}


def _burned(registry: Registry) -> set[Tag]:
    gone = {m.tag for m in _mirrors(registry).values() if m.status is Status.BURNED}
    return gone | {row.tag for row in registry.burned}


def _alike(name: str, models: tuple[str, ...]) -> bool:
    return any(looks_like(name, model) for model in models)


def _astray(listed: Listed) -> ForeignObjectError:
    return ForeignObjectError(
        f"the release was made for {listed.target[:64]!r}",
        expected="a commit in the history of main",
        remedy="find out who published it, and from which branch; yank it",
    )


def _unrecorded(listed: Listed) -> ForeignObjectError:
    return ForeignObjectError(
        f"the release of {listed.published.date()} is in no registry",
        expected=f"a row of model/tiny/registry.json within {UNRECORDED.days} days",
        remedy="merge the bot's pull request; if there is none, run u2netp-mirror-attach.yml",
    )


def _squatted() -> ForeignObjectError:
    return ForeignObjectError(
        "the tag stands for no release, and nobody recorded it",
        expected="a tag that a release of ours made",
        remedy="find out who made it; record it: scripts/status.py burn TAG --reason WHY",
    )


def _risen() -> ForeignObjectError:
    return ForeignObjectError(
        "a release is published under a burned number",
        expected="nothing, says the registry",
        remedy="find out who published it, and delete it",
    )


def _lookalike(what: str) -> ForeignObjectError:
    return ForeignObjectError(
        f"{what} looks like a mirror's and is none",
        expected="names like u2netp-mirror-v1, by u2netp-mirror-attach.yml alone",
        remedy="find out who made it, and delete it; see the ruleset `every other tag`",
    )


def _unknown() -> ForeignObjectError:
    return ForeignObjectError(
        "a release that belongs to nothing we publish",
        expected="mirrors in the registry, and versions of this repository (v1.2.3)",
        remedy="find out who published it, and delete it",
    )
