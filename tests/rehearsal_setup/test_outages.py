"""Services that stumble, stay away, or lose an answer: signing goes on, or ends and is resumed.

The real cosign against the real services, with the table of faults between them.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from release.errors import TryAgainLaterError
from release.sign.patience import Patience
from release.sign.signatures import BUNDLES
from release.sign.signing import Places, Signed, signed_set
from release.sigstore import Cosign
from tests.rehearsal.hosts.faults import Effect, Fault
from tests.rehearsal.hosts.network import Network
from tests.rehearsal.hosts.oidc import REQUEST_HOST
from tests.rehearsal.sigstore import Sigstore
from tests.rehearsal.tools import Tools
from tests.sign import samples

pytestmark = pytest.mark.rehearsal


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cosign that may sign, what it asks, and what can go wrong on the way."""

    cosign: Cosign
    sigstore: Sigstore
    network: Network


@pytest.fixture
def place(
    tools: Tools, sigstore: Sigstore, network: Network, job: dict[str, str]
) -> Iterator[Place]:
    environment = {"PATH": str(tools.bin), **sigstore.client_env(), **job}
    identity = {name: value for name, value in job.items() if name.startswith("ACTIONS_ID")}
    cosign = Cosign.found(environment, least="3.0.5", identity=identity)
    yield Place(cosign=cosign, sigstore=sigstore, network=network)
    network.faults.clear()


def signed(cosign: Cosign, folder: Path, *, earlier: str = "none", budget: float = 60.0) -> Signed:
    places = Places(before=None, earlier=folder / earlier, staging=folder / f"after-{earlier}")
    patience = Patience(lambda _: None, pause=lambda s: time.sleep(s / 5), budget=budget)
    proved = samples.proved()
    return signed_set(proved, cosign, samples.PUBLISHER, places=places, patience=patience)


@pytest.mark.parametrize(
    ("fault", "lost"),
    [
        (Fault(host="rekor", path=".*", effect=Effect.STATUS, times=2), 0),
        (Fault(host="rekor", path=".*", effect=Effect.DROP_BEFORE), 0),
        (Fault(host="rekor", path=".*", effect=Effect.DROP_AFTER), 1),  # the entry nobody got
        (Fault(host="fulcio", path=".*signingCert", effect=Effect.STATUS, times=3), 0),
        (Fault(host="fulcio", path=".*signingCert", effect=Effect.STATUS, status=400), 0),
        (Fault(host="tsa", path=".*", effect=Effect.DROP_BEFORE), 0),
        (Fault(host=REQUEST_HOST, path=".*", effect=Effect.STATUS), 0),
    ],
    ids=lambda value: f"{value.host}-{value.effect.value}" if isinstance(value, Fault) else "",
)
def test_a_hiccup_costs_a_wait_and_at_most_one_entry(
    place: Place, tmp_path: Path, fault: Fault, lost: int
) -> None:
    before = place.sigstore.log_size()
    place.network.faults.add(fault)
    assert signed(place.cosign, tmp_path).found == frozenset()
    assert place.sigstore.log_size() - before == len(BUNDLES) + lost


def test_a_log_that_goes_away_ends_the_run_and_the_next_one_goes_on(
    place: Place, tmp_path: Path
) -> None:
    cosign, sigstore, faults = place.cosign, place.sigstore, place.network.faults
    before = sigstore.log_size()
    faults.add(Fault(host="rekor", path=".*", effect=Effect.STATUS, nth=3, times=999))
    with pytest.raises(TryAgainLaterError):
        signed(cosign, tmp_path, budget=3.0)
    assert sigstore.log_size() - before == 2
    faults.clear()
    again = signed(cosign, tmp_path, earlier="after-none")
    assert (len(again.found), sigstore.log_size() - before) == (2, len(BUNDLES))
    assert signed(cosign, tmp_path, earlier="after-after-none").found == frozenset(BUNDLES)
    assert sigstore.log_size() - before == len(BUNDLES)
