"""All that is asked of a graph before it may be signed, in one order."""

from dataclasses import dataclass

from release.acquire.acquired import Acquired
from release.artifact import Artifact
from release.canonical import invalid
from release.errors import UsageError
from release.guard.plan import Plan
from release.names import receipt_path
from release.pin import Pin
from release.policy import Publisher
from release.prove.contract import Run, check_model, run_contract
from release.prove.licence import require_receipt
from release.prove.operators import scan
from release.prove.parity import bind_weights
from release.prove.release_set import Proven, ReleaseSet

LICENCE_FILE = "LICENSE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What earlier steps handed over, and the licence receipt of this checkout."""

    acquired: Acquired
    graph: bytes
    receipt: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The release set, and what the checks saw on the way."""

    release_set: ReleaseSet
    proven: Proven
    runs: tuple[Run, ...]


def prove(plan: Plan, pin: Pin, publisher: Publisher, given: Given) -> Proof:
    """Return the release set of what was `given`, or refuse it.

    The scan comes first: neither onnx nor a runtime sees a graph that it refuses. Then the graph
    is bound to the checkpoint byte for byte, then it is run.

    Raises what the checks raise: codes 20, 30 to 34 and 40.
    """
    acquired, graph, receipt = given.acquired, given.graph, given.receipt
    require_plan(plan, pin, receipt)
    if LICENCE_FILE not in acquired.files:
        raise invalid("pin.upstream.files", f"do not name {LICENCE_FILE}")
    require_receipt(receipt, acquired.files[LICENCE_FILE], pin)
    scanned = scan(graph).require(pin.contract)
    check_model(graph)
    proven = Proven(
        plan=plan,
        pin=pin,
        publisher=publisher,
        graph=graph,
        checkpoint=acquired.checkpoint,
        receipt=receipt,
        weights=bind_weights(pin, acquired.checkpoint, graph),
        operators=scanned.operators,
    )
    runs = run_contract(graph, pin.contract)
    return Proof(release_set=ReleaseSet.of(proven), proven=proven, runs=runs)


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
