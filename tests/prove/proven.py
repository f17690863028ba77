"""The release set of synthetic weights, proven once for all tests of a process."""

from functools import cache

from release.acquire.acquired import Acquired
from release.export.graph import export
from release.guard.plan import Plan
from release.lock import locks_in
from release.prove.proof import Given, Proof, prove
from tests.answered import answers
from tests.pinned import ROOT, plan, publisher, receipt, synthetic


@cache
def given() -> Given:
    pin, files = synthetic().pin, synthetic().files
    acquired = Acquired(checkpoint=synthetic().checkpoint, files=files)
    graph = export(pin, acquired.checkpoint)
    return Given(
        acquired=acquired,
        graph=graph,
        receipt=receipt(),
        locks=locks_in(ROOT),
        answers=answers(),
    )


@cache
def proof() -> Proof:
    return run(given())


def run(what: Given, planned: Plan | None = None) -> Proof:
    pin = synthetic().pin
    return prove(planned or plan(pin), pin, publisher(), what)
