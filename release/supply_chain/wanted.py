"""The version there shall be, for the reconciler of `attach`; see the protocol `Desired`.

release-please made tag and draft; here they are found, filled and published. Nothing of a model's
release applies but the state table: there is no number, and the tag is there first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release.artifact import Artifact, Digest
from release.attach import refusals
from release.attach.actions import Absence, Confirm, Decision, Memory, Stop
from release.attach.observation import Observed, Standing
from release.attach.releases import Distance, Listing, Release
from release.attach.rows import Row
from release.errors import ForeignObjectError
from release.policy import Policy, Publisher, Repository
from release.sign.layout import version_layout
from release.sign.signatures import Accepts, accept_laid
from release.supply_chain import notes
from release.supply_chain.resolve import CHANGELOG
from release.supply_chain.source import Source
from release.supply_chain.version_set import VersionSet
from release.version import UNSIGNED, VersionTag
from release.writers import JOB_ACTOR


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedVersion:
    """The signed files in `directory`, the commit of the tag, and who works on the draft.

    `account` writes now; `drafters` are those whose drafts are ours: whoever the policy names for
    release-please, and this job, which makes a draft anew when it was deleted. `latest` says that
    no higher version is tagged.
    """

    whole: VersionSet
    directory: Path
    publisher: Publisher
    commit: str
    account: str
    drafters: frozenset[str]
    changelog: str
    latest: bool

    @classmethod
    def of(
        cls, whole: VersionSet, directory: Path, policy: Policy, source: Source, *, latest: bool
    ) -> "WantedVersion":
        """Return what the job wants, which writes with its own token."""
        return cls(
            whole=whole,
            directory=directory,
            publisher=policy.version_publisher(whole.version),
            commit=source.commit,
            account=JOB_ACTOR,
            drafters=frozenset({policy.release_please.actor, JOB_ACTOR}),
            changelog=source.file(CHANGELOG).decode(),
            latest=latest,
        )

    @property
    def tag(self) -> VersionTag:
        """The tag."""
        return self.whole.version.tag

    @property
    def repository(self) -> Repository:
        """Where it is released."""
        return self.publisher.repository

    @property
    def branch(self) -> str:
        """The full name of the branch that the commit must be on."""
        return self.publisher.ref

    @property
    def title(self) -> str:
        """The title."""
        return str(self.tag)

    @property
    def body(self) -> str:
        """The notes."""
        return notes.notes(self.whole, self.publisher, self.changelog)

    @property
    def expected(self) -> str:
        """What is wanted, in words."""
        return f"the files of SHA256SUMS {self.whole.sums_digest}"

    @property
    def again(self) -> str:
        """What starts all of it anew, in words."""
        return "take the next version: merge the release pull request that comes next"

    @property
    def determined(self) -> frozenset[str]:
        """The files whose bytes follow from the commit."""
        return frozenset(self.whole.names.asset(part) for part in UNSIGNED)

    @property
    def judged(self) -> frozenset[str]:
        """What cosign reads."""
        return version_layout(self.whole.version).judged

    @property
    def published(self) -> bool:
        """The job runs for what is not published only."""
        return False

    @property
    def seen(self) -> int | None:
        """Nobody looked for a draft before."""
        return None

    def artifacts(self) -> tuple[Artifact, ...]:
        """Return all files, in the order of upload."""
        return self.whole.artifacts()

    def path(self, artifact: Artifact) -> Path:
        """Return where a file lies."""
        return self.directory / artifact.name

    def marked(self, release: Release) -> bool:
        """Tell whether release-please or this workflow made `release`."""
        return release.author in self.drafters

    def owns(self, release: Release) -> bool:
        """Tell whether `release` was made by us for exactly this commit."""
        return self.marked(release) and release.target == self.commit

    def accept(self, directory: Path, files: Mapping[str, Artifact], accepts: Accepts) -> None:
        """Raise SignatureError and kin unless the publisher signed the files in `directory`."""
        layout = version_layout(self.whole.version)
        accept_laid(directory, layout, files, accepts, self.publisher)

    def standing(self, distance: Distance) -> Standing:
        """Return whether the commit is on main; that main went on does not matter."""
        return Standing.CURRENT if distance.descends else Standing.NOT_ON_MAIN

    def taken(self, refs: Mapping[str, str], listing: Listing | None) -> int:
        """Return 0: there are no numbers."""
        del refs, listing
        return 0

    def before(self, listing: Listing) -> Digest | None:
        """Return None: versions do not name each other."""
        del listing
        return None

    def first(self, seen: Observed, memory: Memory) -> Decision | None:
        """Return what must be done about a tag that is gone or was moved, or left main."""
        if seen.tagged is None:
            if not memory.twice(Absence.UNTAGGED, seen.at):
                return Decision(row=Row.ABSENT_ONCE, action=Confirm(Absence.UNTAGGED))
            return Decision(row=Row.TAG_GONE, action=Stop(_gone(self)))
        if seen.tagged != self.commit:
            error = refusals.moved_tag(self, seen, self.commit)
            return Decision(row=Row.TAG_MOVED, action=Stop(error))
        if seen.standing is not Standing.CURRENT:
            return Decision(row=Row.NOT_ON_MAIN, action=Stop(_off_main(self)))
        return None


def _gone(wanted: WantedVersion) -> ForeignObjectError:
    return ForeignObjectError(
        f"the tag {wanted.tag} is gone",
        expected=f"the tag that release-please made, at {wanted.commit}",
        remedy="find out who deleted it; make it again at that commit, then run the job again",
    )


def _off_main(wanted: WantedVersion) -> ForeignObjectError:
    return ForeignObjectError(
        f"{wanted.commit} of {wanted.tag} is not on main any more",
        expected="a commit in the history of main",
        remedy="find out who rewrote main; never release it, and take the next version",
    )
