"""All that is asked of a graph before it may be signed, in one order."""

from dataclasses import dataclass
from pathlib import Path

from release.acquire.acquired import Acquired
from release.artifact import Artifact
from release.canonical import invalid
from release.errors import UsageError
from release.export.answers import Answers
from release.export.confined import GRAPH_LIMIT
from release.files import read_bytes
from release.guard.plan import Plan
from release.lock import Lock, locks_in
from release.manifest import Manifest
from release.names import Names, Role, receipt_path
from release.pin import Pin
from release.policy import Publisher
from release.prove.binding import Binding
from release.prove.certificate import Certificate
from release.prove.checked import check_graphs
from release.prove.comparison import Comparison, compare
from release.prove.contract import Run
from release.prove.graphs import Graphs
from release.prove.licence import RECEIPT_LIMIT, require_receipt
from release.prove.release_set import Proven, ReleaseSet
from release.published import Downloads, PublishedRelease


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where things lie: folders of `acquire` and of the oracle, graphs, receipt, this checkout."""

    acquired: Path
    graph: Path
    graph_320: Path
    oracle: Path
    receipt: Path
    checkout: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What earlier steps handed over, and the licence receipt and locks of this checkout."""

    acquired: Acquired
    graphs: Graphs
    answers: Answers
    receipt: bytes
    locks: tuple[Lock, ...]

    @classmethod
    def read(cls, pin: Pin, places: Places) -> "Given":
        """Read what lies in these places; raises what the reads raise."""
        return cls(
            locks=locks_in(places.checkout),
            graphs=Graphs(
                free=read_bytes(places.graph, limit=GRAPH_LIMIT),
                fixed=read_bytes(places.graph_320, limit=GRAPH_LIMIT),
            ),
            answers=Answers.read(places.oracle),
            receipt=read_bytes(places.receipt, limit=RECEIPT_LIMIT),
            acquired=Acquired.read_folder(pin, places.acquired),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a published release says of how it was made: its certificate and its locks.

    Both depend on where and when it was proven, the rest on its content alone. So whoever finishes
    a published release takes these two from it, and builds the same manifest.
    """

    certificate: bytes
    locks: tuple[Lock, ...]

    @classmethod
    def of(cls, plan: Plan, publisher: Publisher, downloads: Downloads) -> "Before | None":
        """Return what is public, if `plan` says that anything is; raises what the download does."""
        if not plan.published:
            return None
        public = PublishedRelease(
            repository=publisher.repository, tag=plan.tag, downloads=downloads
        )
        manifest = Manifest.parse(public.asset(Role.MANIFEST))
        return cls(certificate=public.asset(Role.PARITY), locks=manifest.locks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The release set, and what the checks saw on the way."""

    release_set: ReleaseSet
    proven: Proven
    binding: Binding
    runs: tuple[Run, ...]
    comparison: Comparison


def prove(
    plan: Plan, pin: Pin, publisher: Publisher, given: Given, *, before: Before | None = None
) -> Proof:
    """Return the release set of what was `given`, or refuse it.

    `before` belongs to a plan whose release is published already. Raises what the checks raise:
    codes 20, 30 to 34 and 40.
    """
    acquired, graphs, receipt = given.acquired, given.graphs, given.receipt
    require_plan(plan, pin, receipt)
    require_receipt(receipt, acquired.files, pin)
    checked, fixed = check_graphs(pin, graphs, checkpoint=acquired.checkpoint)
    comparison = compare(
        pin,
        Names(plan.tag).registry_id,
        graphs=graphs,
        checkpoint=acquired.checkpoint,
        answers=given.answers,
    )
    certificate = comparison.certificate.require_locked(given.locks)
    made = before or Before(certificate=certificate.dump(), locks=given.locks)
    Certificate.parse(made.certificate).require(certificate.facts).require_locked(made.locks)
    proven = Proven(
        plan=plan,
        pin=pin,
        publisher=publisher,
        graph=graphs.free,
        fixed=graphs.fixed,
        checkpoint=acquired.checkpoint,
        receipt=receipt,
        certificate=made.certificate,
        locks=made.locks,
        weights=checked.weights,
        operators=checked.operators,
    )
    return Proof(
        release_set=ReleaseSet.of(proven),
        proven=proven,
        binding=checked.binding,
        runs=(*checked.runs, *fixed.runs),
        comparison=comparison,
    )


def require_plan(plan: Plan, pin: Pin, receipt: bytes) -> None:
    """Refuse a plan made for other content than pin and receipt; raises 20 or 40."""
    if plan.tag.model != pin.model:
        raise invalid("plan", f"is for {plan.tag.model}, the pin is for {pin.model}")
    given = Artifact.of(receipt_path(pin.model), receipt)
    named = Artifact(
        name="the content key of this checkout",
        size=given.size,
        digest=pin.content_key(given.digest),
    )
    named.require(plan.content_key, source="the plan of guard")


def require_repository(publisher: Publisher, repository: str) -> None:
    """Refuse to prepare a release for another repository than the policy's; raises UsageError."""
    if repository != publisher.repository.name:
        raise UsageError(
            f"this runs in {repository[:100]}",
            expected=f"{publisher.repository.name}, from model/policy.toml",
            remedy="a fork names itself in model/policy.toml",
        )
