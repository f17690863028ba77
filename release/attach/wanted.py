"""The release of a model there shall be; see the protocol `Desired`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release.artifact import Artifact, Digest
from release.attach import notes, numbered
from release.attach.actions import Decision, Memory
from release.attach.observation import Observed, Standing
from release.attach.releases import Distance, Listing, Release
from release.attach.staged import DETERMINED, StagedSet
from release.guard.candidates import before, candidates, void
from release.guard.plan import Plan
from release.names import Tag
from release.policy import Policy, Publisher, Repository
from release.registry import Registry
from release.sign.layout import mirror_layout
from release.sign.signatures import Accepts, accept_laid


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The release there shall be: its files, the commit that gets the tag, and who works on it.

    `account` is who GitHub says wrote what this job writes. A draft is ours when that account
    made it and its marker says so: a marker alone can be copied. `void` are the numbers that
    the registry of our commit calls burned.
    """

    plan: Plan
    signed: StagedSet
    publisher: Publisher
    commit: str
    account: str
    void: frozenset[Tag]

    @classmethod
    def of(
        cls,
        signed: StagedSet,
        plan: Plan,
        policy: Policy,
        *,
        commit: str,
        registry: Registry,
    ) -> "Wanted":
        """Return what the job wants; the policy says under which account it writes."""
        return cls(
            plan=plan,
            signed=signed,
            publisher=policy.publisher(plan.tag),
            commit=commit,
            account=policy.attach.actor,
            void=void(registry, plan.tag.model),
        )

    @property
    def tag(self) -> Tag:
        """The tag of the release."""
        return self.signed.tag

    @property
    def title(self) -> str:
        """The title of the release."""
        return notes.title(self.signed.manifest)

    @property
    def body(self) -> str:
        """The notes of the release, with the marker."""
        return notes.notes(self.signed, self.publisher)

    @property
    def repository(self) -> Repository:
        """Where it is released."""
        return self.publisher.repository

    @property
    def branch(self) -> str:
        """The full name of the branch that the commit must be on."""
        return self.publisher.ref

    @property
    def latest(self) -> bool:
        """A mirror is never the project's release."""
        return False

    @property
    def expected(self) -> str:
        """What is wanted, in words."""
        return f"the signed set with manifest {self.signed.manifest_digest}"

    @property
    def again(self) -> str:
        """What starts all of it anew, in words."""
        return f"{numbered.AGAIN}, and takes the next number"

    @property
    def determined(self) -> frozenset[str]:
        """The files whose bytes follow from the content."""
        return frozenset(self.signed.artifact(role).name for role in DETERMINED)

    @property
    def judged(self) -> frozenset[str]:
        """What cosign reads."""
        return mirror_layout(self.tag).judged

    @property
    def published(self) -> bool:
        """Whether the plan found it published."""
        return self.plan.published

    @property
    def seen(self) -> int:
        """When guard looked, by GitHub's clock."""
        return self.plan.seen

    def artifacts(self) -> tuple[Artifact, ...]:
        """Return all files, in the order of upload."""
        return self.signed.artifacts()

    def path(self, artifact: Artifact) -> Path:
        """Return where a file lies."""
        return self.signed.path(artifact)

    def accept(self, directory: Path, files: Mapping[str, Artifact], accepts: Accepts) -> None:
        """Raise SignatureError and kin unless the publisher signed the files in `directory`."""
        accept_laid(directory, mirror_layout(self.tag), files, accepts, self.publisher)

    def standing(self, distance: Distance) -> Standing:
        """Return what the way to main's tip means."""
        return numbered.standing(distance, self.tag.model)

    def taken(self, refs: Mapping[str, str], listing: Listing | None) -> int:
        """Return the highest N of the model."""
        return numbered.highest(refs, listing, self.tag)

    def before(self, listing: Listing) -> Digest | None:
        """Return the manifest of the release before."""
        return before(candidates(listing.published, self.void), self.tag)

    def first(self, seen: Observed, memory: Memory) -> Decision | None:
        """Return what must be done before the draft is filled."""
        return numbered.first(seen, memory, self)

    def marked(self, release: Release) -> bool:
        """Tell whether this pipeline made `release`, for whatever content."""
        return release.author == self.account and notes.is_marked(release.body)

    def owns(self, release: Release) -> bool:
        """Tell whether `release` was made for exactly these files, signatures included."""
        made_for = notes.marker(self.signed) in release.body and release.target == self.commit
        return self.marked(release) and made_for
