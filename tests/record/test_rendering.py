"""Entry, card and sidecar: pure functions of the manifest, and twice is once."""

from dataclasses import replace

import pytest

from release.artifact import Digest
from release.card import BEGIN, END, with_facts
from release.entry import RegistryEntry
from release.errors import InvalidRecordError
from release.lifecycle import Change, roll_back, yank
from release.manifest import Manifest
from release.mirror import Burned, Status
from release.names import REGISTRY, Role, Tag, card_path
from release.record import entry as entries
from release.record.card import facts as facts_of
from release.record.proposal import propose
from release.record.sidecar import sidecar
from release.registry import Registry
from release.sidecar import Sidecar
from tests.core.samples import manifest, policy
from tests.guard.test_guard import OTHER, numbered
from tests.sign.samples import signed

PUBLISHER = policy().publisher(Tag(model="u2netp", n=1))
CARD = f"before\n{BEGIN}\nold\n{END}\nafter\n"


def entry(manifest: Manifest) -> RegistryEntry:
    return entries.entry(manifest, PUBLISHER)


def recorded(registry: Registry, manifest: Manifest) -> Registry:
    return entries.recorded(registry, manifest, PUBLISHER)


def statuses(registry: Registry) -> dict[int, Status]:
    return {mirror.tag.n: mirror.status for mirror in registry.mirrors("u2netp")}


def test_an_entry_names_the_model_of_the_manifest() -> None:
    made = entry(manifest())
    assert made.model == manifest().artifact(Role.MODEL).digest
    assert made.id == "u2netp_mirror_v1"


def test_recording_twice_is_recording_once() -> None:
    once = recorded(Registry(()), manifest())
    assert recorded(once, manifest()) == once


def test_a_newer_release_supersedes_the_active_ones() -> None:
    both = recorded(recorded(Registry(()), numbered(1)), numbered(2, OTHER))
    assert statuses(both) == {1: Status.SUPERSEDED, 2: Status.ACTIVE}
    assert both.mirrors("u2netp")[0].reason == "u2netp-mirror-v2 took its place"
    assert Registry.parse(both.dump()) == both


def test_an_older_release_recorded_late_is_superseded_from_the_start() -> None:
    both = recorded(recorded(Registry(()), numbered(2)), numbered(1, OTHER))
    assert statuses(both) == {1: Status.SUPERSEDED, 2: Status.ACTIVE}
    assert Registry.parse(both.dump()) == both


def test_a_release_that_fulfils_a_rollback_says_so_and_the_wish_is_gone() -> None:
    bad = recorded(recorded(Registry(()), numbered(1)), numbered(2, OTHER))
    asked = roll_back(bad, Change(tag=Tag(model="u2netp", n=1), reason="2 is wrong"))
    done = recorded(asked, numbered(3))
    assert statuses(done) == {1: Status.SUPERSEDED, 2: Status.YANKED, 3: Status.ACTIVE}
    assert (done.mirrors("u2netp")[-1].rollback_of, done.rollbacks) == (1, ())
    assert Registry.parse(done.dump()) == recorded(done, numbered(3)) == done


def test_other_content_does_not_fulfil_a_rollback() -> None:
    bad = recorded(recorded(Registry(()), numbered(1)), numbered(2, OTHER))
    asked = roll_back(bad, Change(tag=Tag(model="u2netp", n=1), reason="2 is wrong"))
    other = recorded(asked, numbered(3, Digest.of(b"third")))
    assert (other.mirrors("u2netp")[-1].rollback_of, len(other.rollbacks)) == (None, 1)


def test_a_number_that_is_burned_cannot_be_recorded() -> None:
    burned = Registry((Burned(tag=Tag(model="u2netp", n=1), reason="squatted"),))
    with pytest.raises(InvalidRecordError):
        recorded(burned, manifest())


def test_an_entry_that_says_something_else_than_the_release_is_not_overwritten() -> None:
    once = recorded(Registry(()), manifest())
    with pytest.raises(InvalidRecordError):
        recorded(once, replace(manifest(), weights=Digest.of(b"others")))


def test_a_yanked_release_is_not_revived_by_a_rerun() -> None:
    change = Change(tag=Tag(model="u2netp", n=1), reason="wrong")
    yanked = yank(recorded(Registry(()), manifest()), change)
    assert recorded(yanked, manifest()) == yanked


def proposed(registry: Registry, manifest_n: int) -> bytes:
    made = replace(signed(), manifest=numbered(manifest_n, OTHER))
    tree = {REGISTRY: registry.dump(), card_path("u2netp"): CARD.encode()}
    return propose(made, PUBLISHER, tree.get).files[card_path("u2netp")]


def test_a_release_that_is_recorded_late_does_not_push_a_newer_one_out_of_the_card() -> None:
    newer = recorded(Registry(()), numbered(2))
    assert proposed(newer, 1) == CARD.encode()
    assert b"u2netp-mirror-v3" in proposed(newer, 3)


def test_a_burned_number_does_not_count_as_a_newer_release() -> None:
    burned = Registry((Burned(tag=Tag(model="u2netp", n=9), reason="squatted"),))
    assert b"u2netp-mirror-v1" in proposed(burned, 1)


def test_facts_stand_between_the_markers_and_people_keep_the_rest() -> None:
    facts = facts_of(recorded(Registry(()), manifest()), manifest(), PUBLISHER)
    text = with_facts(CARD, facts)
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert manifest().artifact(Role.MODEL).digest.hex in text
    assert with_facts(text, facts) == text


@pytest.mark.parametrize(
    "text",
    [
        "no markers\n",
        f"{BEGIN}\n",
        f"{END}\n{BEGIN}\n",
        CARD + CARD,
        CARD + END,
        BEGIN + CARD,
    ],
)
def test_a_card_without_exactly_one_pair_of_markers_is_refused(text: str) -> None:
    with pytest.raises(InvalidRecordError):
        with_facts(text, "facts")


def test_the_sidecar_names_the_tensors_of_the_contract_and_is_the_one_of_the_entry() -> None:
    made = Sidecar.parse(sidecar(manifest()))
    assert made.inputs[0].port.name == "input"
    assert made.outputs[0].port.name == "saliency_map"
    assert (made.model, Digest.of(made.dump())) == (
        entry(manifest()).model,
        entry(manifest()).sidecar,
    )
