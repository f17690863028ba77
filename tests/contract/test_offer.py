"""Offering the provenance to the store: once, and its refusal is an answer."""

import json

import pytest

from release.artifact import Digest
from release.github import session
from release.github.attestations import Refused, Stored, offer
from tests.contract.place import Place
from tests.contract.test_attestations import DIGEST, PROVENANCE, bundle
from tests.rehearsal.hosts.faults import Effect, Fault

API = "api.github.com"
BUNDLE, SUBJECT = json.dumps(bundle()).encode(), Digest(DIGEST)


@pytest.fixture
def offered(place: Place, monkeypatch: pytest.MonkeyPatch) -> "Offer":
    # The library finds proxy and authority in the environment, as in a job.
    monkeypatch.setenv("https_proxy", place.network.proxy_url)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(place.network.ca_file))
    monkeypatch.delenv("no_proxy", raising=False)
    return Offer(place)


class Offer:
    """One offer after the other, each with a new session."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def __call__(self, data: bytes = BUNDLE, right: str = "write") -> Stored | Refused:
        token = self.place.token(contents="read", attestations=right)
        return offer(session.repository("VMAFx/vmafx", token), data, SUBJECT)


@pytest.mark.parametrize("form", ["bundle", "bundle_url"])
def test_what_the_store_has_is_not_posted_again(place: Place, offered: Offer, form: str) -> None:
    place.github.hub.state.attestation_forms = frozenset({form})
    assert [offered(), offered()] == [Stored.POSTED, Stored.HELD]
    assert len(place.github.hub.state.attestations) == 1


def test_another_statement_about_the_same_file_does_not_stand_in_for_it(
    place: Place, offered: Offer
) -> None:
    other = json.dumps(bundle(predicate=PROVENANCE, predicate_="other")).encode()
    assert [offered(other), offered()] == [Stored.POSTED, Stored.POSTED]
    assert len(place.github.hub.state.attestations) == 2


def test_a_store_that_refuses_is_no_failure(place: Place, offered: Offer) -> None:
    assert isinstance(offered(right="read"), Refused)
    assert isinstance(offered(b'{"messageSignature": {}}'), Refused)
    assert place.github.hub.state.attestations == {}


@pytest.mark.parametrize("effect", [Effect.STATUS, Effect.DROP_BEFORE, Effect.DROP_AFTER])
def test_a_store_that_does_not_answer_is_no_failure_and_is_asked_again_later(
    place: Place, offered: Offer, effect: Effect
) -> None:
    place.network.faults.add(Fault(host=API, path=".*/attestations", effect=effect))
    assert isinstance(offered(), Refused)
    assert isinstance(offered(), Stored)
    assert len(place.github.hub.state.attestations) == 1
