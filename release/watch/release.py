"""One published release as it must be: what its own signed bytes, and the registry, say of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from release.artifact import Artifact, Digest
from release.attach import notes
from release.errors import (
    DigestMismatchError,
    ForeignObjectError,
    InvalidRecordError,
    MissingInputError,
    ReleaseError,
    UnexpectedAssetError,
)
from release.mirror import Mirror, Status
from release.names import Role, Tag
from release.policy import Publisher
from release.sign.release_set import ReleaseSet
from release.watch.listing import Listed, TagRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A release whose bytes were accepted, and the page that follows from them."""

    tag: Tag
    title: str
    body: str
    files: Mapping[str, Artifact]
    manifest: Digest
    model: Digest
    previous: Digest | None

    @classmethod
    def of(cls, signed: ReleaseSet, publisher: Publisher) -> "Accepted":
        """Return what is kept of a set that was accepted; its bytes may go."""
        return cls(
            tag=signed.tag,
            title=notes.title(signed.manifest),
            body=notes.notes(signed, publisher),
            files={file.name: file for file in signed.artifacts()},
            manifest=signed.manifest_digest,
            model=signed.artifact(Role.MODEL).digest,
            previous=signed.manifest.previous,
        )

    def notes(self, mirror: Mirror | None) -> str:
        """Return the notes that the page must show, with the word of a yank first."""
        if mirror is not None and mirror.status is Status.YANKED:
            return f"**Yanked: {mirror.reason}**\n\n{self.body}"
        return self.body


def bytes_differ(accepted: Accepted, mirror: Mirror, model: Digest) -> Iterator[ReleaseError]:
    """Give what of the signed bytes is not what the registry recorded."""
    pairs = (("manifest", accepted.manifest, mirror.manifest), ("model", accepted.model, model))
    for what, came, recorded in pairs:
        if came != recorded:
            yield DigestMismatchError(
                f"the {what} is {came}",
                expected=f"{recorded}, from the registry",
                remedy="two sets were signed for one number: yank it, and look at both runs",
            )


def page_differs(
    accepted: Accepted, mirror: Mirror | None, listed: Listed | None
) -> Iterator[ReleaseError]:
    """Give what of the release's page is not what follows from its bytes and the registry."""
    if listed is None:
        yield MissingInputError(
            "GitHub does not list the release",
            expected="a published release; its files are there",
            remedy="look at the release page; if it was deleted: scripts/status.py burn TAG",
        )
        return
    if listed.title.strip() != accepted.title:
        yield _edited(f"the title is {listed.title[:80]!r}", repr(accepted.title), accepted.tag)
    if _lines(listed.body) != _lines(accepted.notes(mirror)):
        yield _edited("the notes are not the rendered ones", "the rendered notes", accepted.tag)
    if listed.prerelease:
        yield _edited("it is marked as a pre-release", "no such mark", accepted.tag)
    if not listed.immutable:
        yield ForeignObjectError(
            "the release can still be changed",
            expected="an immutable release",
            remedy="find out how it was published; yank it, and release the content again",
        )
    yield from files_differ(accepted.files, listed)


def tag_differs(tag: TagRef | None, listed: Listed) -> Iterator[ReleaseError]:
    """Give what is wrong with the tag of a release: gone, moved, or not a plain one."""
    if tag is None or tag.kind != "commit" or tag.sha != listed.target:
        found = "nothing" if tag is None else f"the {tag.kind} {tag.sha}"
        yield ForeignObjectError(
            f"the tag points at {found}",
            expected=f"the commit {listed.target}, for which the release was made",
            remedy="find out who moved the tag; yank the release, for a clone gets other files",
        )


def chain_breaks(accepted: Accepted, known: Mapping[Digest, Tag]) -> Iterator[ReleaseError]:
    """Give an error when the manifest names a predecessor that is none of the `known` before it."""
    before = known.get(accepted.previous) if accepted.previous else None
    if accepted.previous and (before is None or before.n >= accepted.tag.n):
        yield InvalidRecordError(
            f"the manifest before it is {accepted.previous}",
            expected="a recorded release with a smaller number",
            remedy="find out which release was taken out of the registry",
        )


def files_differ(files: Mapping[str, Artifact], listed: Listed) -> Iterator[ReleaseError]:
    """Give the files that GitHub lists otherwise than they were downloaded, `files` by name."""
    names = {file.name for file in listed.files}
    if names != set(files):
        odd = ", ".join(sorted(names ^ set(files)))
        yield UnexpectedAssetError(
            f"GitHub lists too many files or too few: {odd[:200]}",
            expected="exactly the files that were signed",
            remedy="look at the release page; an immutable release cannot change by itself",
        )
    for file in listed.files:
        ours = files.get(file.name)
        if ours and (file.size, file.digest, file.whole) != (ours.size, ours.digest, True):
            yield DigestMismatchError(
                f"GitHub states {file.digest} for {file.name}, {file.size} bytes",
                expected=f"{ours.digest}, {ours.size} bytes, as downloaded",
                remedy="do not use the file; tell GitHub's support with both digests",
            )


def _edited(problem: str, expected: str, tag: Tag) -> ForeignObjectError:
    return ForeignObjectError(
        problem,
        expected=expected,
        remedy=f"edit it back: scripts/verify_published.py --page {tag} prints how it must be",
    )


def _lines(text: str) -> list[str]:
    """Return the lines, whatever a browser's text field made of their ends."""
    return [line.rstrip() for line in text.strip().splitlines()]
