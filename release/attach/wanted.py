"""The release there shall be."""

from dataclasses import dataclass

from release.artifact import Artifact
from release.attach import notes
from release.attach.releases import Release
from release.attach.staged import StagedSet
from release.guard.candidates import void
from release.guard.plan import Plan
from release.names import Tag
from release.policy import Policy, Publisher
from release.registry import Registry


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

    def artifact(self, name: str) -> Artifact | None:
        """Return the wanted file called `name`, if there is one."""
        return next((a for a in self.signed.artifacts() if a.name == name), None)

    def marked(self, release: Release) -> bool:
        """Tell whether this pipeline made `release`, for whatever content."""
        return release.author == self.account and notes.is_marked(release.body)

    def owns(self, release: Release) -> bool:
        """Tell whether `release` was made for exactly these files, signatures included."""
        made_for = notes.marker(self.signed) in release.body and release.target == self.commit
        return self.marked(release) and made_for
