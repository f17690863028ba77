"""What GitHub lists and what was signed, against the registry: every difference is told alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from release.artifact import Digest
from release.errors import ReleaseError, ServiceDownError
from release.lifecycle import CHANGES, Change
from release.mirror import Burned
from release.names import Tag
from release.registry import Registry
from release.version import Version, VersionNames
from release.watch import published
from release.watch.listing import Listed, ListedFile, Listing, TagRef
from release.watch.release import Accepted
from tests.sign.samples import instance
from tests.watch.seeded import Shelf, tag

NOW = datetime(2026, 12, 1, tzinfo=UTC)
COMMIT, OTHER = "a" * 40, "b" * 40
V1, V2, V3 = (str(tag(n)) for n in (1, 2, 3))


def signed() -> Mapping[Tag, Accepted]:
    shelf = Shelf(instance=instance())
    publisher = shelf.policy.publisher(tag(1))
    return {tag(n): Accepted.of(shelf.sign(n), publisher) for n in (1, 2, 3)}


SIGNED = signed()


def recorded(*numbers: int) -> Registry:
    shelf = Shelf(instance=instance())
    for n in (1, 2, 3):
        shelf.sign(n)
    return replace(shelf, sets={n: shelf.sets[n] for n in numbers}).registry()


BOTH = recorded(1, 2)


def listed(n: int) -> Listed:
    """Return release `n` as GitHub lists it when all is well."""
    accepted = SIGNED[tag(n)]
    files = tuple(
        ListedFile(name=f.name, size=f.size, digest=f.digest, whole=True)
        for f in accepted.files.values()
    )
    return Listed(tag=str(tag(n)), title=accepted.title, body=accepted.body, prerelease=False,
                  immutable=True, target=COMMIT, published=NOW, files=files)  # fmt: skip


def ref(name: str, sha: str = COMMIT, kind: str = "commit") -> TagRef:
    return TagRef(name=name, kind=kind, sha=sha)


def stranger(name: str, title: str = "", file: str = "notes.txt") -> Listed:
    """Return a release of somebody."""
    one = ListedFile(name=file, size=1, digest=None, whole=True)
    return replace(listed(1), tag=name, title=title, body="", files=(one,))


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Two releases that are well; a case changes one thing of them."""

    registry: Registry = BOTH
    releases: tuple[Listed, ...] = (listed(1), listed(2))
    tags: tuple[TagRef, ...] = (ref(V1), ref(V2))
    latest: str | None = None
    verdicts: Mapping[Tag, Accepted | ReleaseError] = field(
        default_factory=lambda: {tag(n): SIGNED[tag(n)] for n in (1, 2)}
    )
    on_main: frozenset[str] = frozenset({COMMIT})
    now: datetime = NOW

    def told(self) -> list[tuple[str, int]]:
        listing = Listing(releases=self.releases, tags=self.tags, latest=self.latest)
        seen = published.Published(listing=listing, verdicts=self.verdicts, on_main=self.on_main)
        found = published.differing(self.registry, seen, ("u2netp",), self.now)
        return [(one.where, one.error.exit_code) for one in found]


GOOD = Seen()


def first(**members: object) -> Seen:
    """Return what is seen when the page of release 1 differs."""
    changed = replace(listed(1), **members)  # type: ignore[arg-type]
    return replace(GOOD, releases=(changed, listed(2)))


def with_tag(name: str, **members: str) -> Seen:
    return replace(GOOD, tags=(*GOOD.tags, ref(name, **members)))


def with_release(one: Listed) -> Seen:
    return replace(GOOD, releases=(*GOOD.releases, one), tags=(*GOOD.tags, ref(one.tag)))


def with_third(**members: object) -> Seen:
    """Return what is seen when release 3 is out, and in no registry."""
    seen = with_release(listed(3))
    return replace(seen, verdicts={**GOOD.verdicts, tag(3): SIGNED[tag(3)]}, **members)  # type: ignore[arg-type]


def changed(word: str, n: int) -> Registry:
    return CHANGES[word](BOTH, Change(tag=tag(n), reason="wrong weights"))


BURNED = BOTH.with_entry(Burned(tag=tag(3), reason="squatted"))
YANKED = replace(first(body=f"**Yanked: wrong weights**\n\n{listed(1).body}").releases[0])
LOST = ServiceDownError("no answer", expected="an answer", remedy="-")
ODD: dict[str, tuple[Seen, list[tuple[str, int]]]] = {
    "notes": (first(body="Trust me."), [(V1, 41)]),
    "no notes": (first(body=""), [(V1, 41)]),
    "one letter": (first(body=listed(1).body.replace("unchanged", "unchangd")), [(V1, 41)]),
    "a line more": (first(body=listed(1).body + "\n<b>x</b>"), [(V1, 41)]),
    "title": (first(title="u2netp mirror v2"), [(V1, 41)]),
    "pre-release": (first(prerelease=True), [(V1, 41)]),
    "not immutable": (first(immutable=False), [(V1, 41)]),
    "a file less": (first(files=listed(1).files[1:]), [(V1, 42)]),
    "a file more": (first(files=(*listed(1).files, stranger("x").files[0])), [(V1, 42)]),
    "half a file": (
        first(files=(replace(listed(1).files[0], whole=False), *listed(1).files[1:])),
        [(V1, 20)],
    ),
    "another digest": (
        first(files=(replace(listed(1).files[0], digest=Digest.of(b"x")), *listed(1).files[1:])),
        [(V1, 20)],
    ),
    "not listed": (replace(GOOD, releases=(listed(2),)), [(V1, 10)]),
    "tag gone": (replace(GOOD, tags=(ref(V2),)), [(V1, 41)]),
    "tag moved": (replace(GOOD, tags=(ref(V1, OTHER), ref(V2))), [(V1, 41)]),
    "an annotated tag": (replace(GOOD, tags=(ref(V1, kind="tag"), ref(V2))), [(V1, 41)]),
    "beside main": (replace(GOOD, on_main=frozenset()), [(V1, 41), (V2, 41)]),
    "shown first": (replace(GOOD, latest=V2), [(V2, 41)]),
    "silence": (replace(GOOD, verdicts={**GOOD.verdicts, tag(1): LOST}), [(V1, 69)]),
    "another manifest": (
        replace(
            GOOD,
            verdicts={**GOOD.verdicts, tag(2): replace(SIGNED[tag(2)], manifest=Digest.of(b"x"))},
        ),
        [(V2, 20)],
    ),
    "another model": (
        replace(
            GOOD, verdicts={**GOOD.verdicts, tag(2): replace(SIGNED[tag(2)], model=Digest.of(b"x"))}
        ),
        [(V2, 20)],
    ),
    "a chain that breaks": (
        replace(
            GOOD,
            verdicts={**GOOD.verdicts, tag(2): replace(SIGNED[tag(2)], previous=Digest.of(b"x"))},
        ),
        [(V2, 40)],
    ),
    "a chain that turns back": (
        replace(
            GOOD,
            verdicts={
                **GOOD.verdicts,
                tag(1): replace(SIGNED[tag(1)], previous=SIGNED[tag(2)].manifest),
            },
        ),
        [(V1, 40)],
    ),
    "a look-alike tag": (with_tag("u2netp_mirror-v1"), [("u2netp_mirror-v1", 41)]),
    "a zero": (with_tag("u2netp-mirror-v01"), [("u2netp-mirror-v01", 41)]),
    "another case": (with_tag("U2netp-mirror-v3"), [("U2netp-mirror-v3", 41)]),
    "a tag without a release": (with_tag(V3), [(V3, 41)]),
    "a release of nobody": (with_release(stranger("nightly")), [("nightly", 41)]),
    "a release that is nearly a version": (
        with_release(stranger("v1.0.0-fixed", "1.0.0")),
        [("v1.0.0-fixed", 41)],
    ),
    "a file of another version": (
        with_release(stranger("v0.2.0", file="u2netp_mirror-0.3.0-py3-none-any.whl")),
        [("v0.2.0", 41)],
    ),
    "a file of a version elsewhere": (
        with_release(stranger("next", file="u2netp_mirror-0.2.0.tar.gz")),
        [("next", 41)],
    ),
    "a title like ours": (with_release(stranger("v1.0.0", "u2netp mirror v9")), [("v1.0.0", 41)]),
    "a file like ours": (
        with_release(stranger("v1.0.0", file="u2netp_mirror_v9.onnx")),
        [("v1.0.0", 41)],
    ),
    "late to be recorded": (with_third(now=NOW + timedelta(days=8)), [(V3, 41)]),
    "a release under a burned number": (
        replace(with_release(listed(3)), registry=BURNED),
        [(V3, 41)],
    ),
    "a yank that the page does not say": (replace(GOOD, registry=changed("yank", 1)), [(V1, 41)]),
    "a page that says a yank": (replace(GOOD, releases=(YANKED, listed(2))), [(V1, 41)]),
}
WELL: dict[str, Seen] = {
    "two releases": GOOD,
    "Latest is another": replace(GOOD, latest="v1.0.0"),
    "a version of this repository": with_release(stranger("v1.0.0", "v1.0.0")),
    **{
        f"{name} of a version": with_release(stranger("v0.2.0", "v0.2.0", file=name))
        for name in VersionNames(Version.parse("0.2.0")).assets
    },
    "another tag": with_tag("v1.2.3"),
    "not recorded yet": with_third(now=NOW + timedelta(days=6)),
    "a burned tag": replace(with_tag(V3), registry=BURNED),
    "ends of lines": first(body=listed(1).body.replace("\n", "\r\n") + "\r\n"),
    "a yank, said": replace(GOOD, registry=changed("yank", 1), releases=(YANKED, listed(2))),
    "superseded": replace(GOOD, registry=changed("supersede", 2)),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_told_where_it_is_and_nowhere_else(name: str) -> None:
    seen, expected = ODD[name]
    assert seen.told() == expected


@pytest.mark.parametrize("name", WELL)
def test_what_is_well_is_not_told(name: str) -> None:
    assert WELL[name].told() == []


def test_recorded_releases_and_whatever_uses_our_names_are_looked_at() -> None:
    listing: Callable[..., Listing] = lambda *names: Listing(  # noqa: E731
        releases=tuple(stranger(name) for name in names), tags=(), latest=None
    )
    assert published.wanted(BOTH, listing(), ("u2netp",)) == (tag(1), tag(2))
    assert published.wanted(BOTH, listing(V3, "v1", "x-mirror-v1"), ("u2netp",))[2:] == (tag(3),)
    assert published.wanted(BURNED, listing(V3), ("u2netp",)) == (tag(1), tag(2))
    assert published.wanted(changed("burn", 1), listing(V1), ("u2netp",)) == (tag(2),)
