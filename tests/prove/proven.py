"""The release set of synthetic weights, proven once for all tests of a process."""

from functools import cache

from release.acquire.acquired import Acquired
from release.guard.plan import Plan
from release.lock import locks_in
from release.prove.proof import Given, Proof, prove
from tests.answered import answers, graphs
from tests.pinned import ROOT, plan, publisher, receipt, synthetic


@cache
def given() -> Given:
    acquired = Acquired(checkpoint=synthetic().checkpoint, files=synthetic().files)
    return Given(
        acquired=acquired,
        graphs=graphs(),
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
