"""Entry, card and sidecar: pure functions of the manifest, and twice is once."""

import json
from dataclasses import replace

import pytest

from release.errors import InvalidRecordError
from release.names import Role, Tag
from release.record import card
from release.record.entry import entry, recorded
from release.record.sidecar import sidecar
from release.registry import Registry, Status
from tests.core.samples import manifest, policy
from tests.guard.test_guard import numbered

PUBLISHER = policy().publisher(Tag(model="u2netp", n=1))
CARD = f"before\n{card.BEGIN}\nold\n{card.END}\nafter\n"


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
    both = recorded(recorded(Registry(()), numbered(1)), numbered(2))
    assert statuses(both) == {1: Status.SUPERSEDED, 2: Status.ACTIVE}


def test_an_older_release_recorded_late_is_superseded_from_the_start() -> None:
    both = recorded(recorded(Registry(()), numbered(2)), numbered(1))
    assert statuses(both) == {1: Status.SUPERSEDED, 2: Status.ACTIVE}


def test_a_yanked_newer_release_supersedes_nothing_that_is_recorded_late() -> None:
    made = entry(numbered(2))
    yanked = replace(made, mirror=replace(made.mirror, status=Status.YANKED))
    assert statuses(recorded(Registry((yanked,)), numbered(1)))[2] is Status.YANKED


def test_a_yanked_release_is_not_revived_by_a_rerun() -> None:
    made = entry(manifest())
    yanked = replace(made, mirror=replace(made.mirror, status=Status.YANKED))
    assert statuses(recorded(Registry((yanked,)), manifest())) == {1: Status.YANKED}


def test_facts_stand_between_the_markers_and_people_keep_the_rest() -> None:
    facts = card.facts(recorded(Registry(()), manifest()), manifest(), PUBLISHER)
    text = card.with_facts(CARD, facts)
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert manifest().artifact(Role.MODEL).digest.hex in text
    assert card.with_facts(text, facts) == text


@pytest.mark.parametrize(
    "text",
    [
        "no markers\n",
        f"{card.BEGIN}\n",
        f"{card.END}\n{card.BEGIN}\n",
        CARD + CARD,
        CARD + card.END,
        card.BEGIN + CARD,
    ],
)
def test_a_card_without_exactly_one_pair_of_markers_is_refused(text: str) -> None:
    with pytest.raises(InvalidRecordError):
        card.with_facts(text, "facts")


def test_the_sidecar_names_the_tensors_of_the_contract() -> None:
    document = json.loads(sidecar(manifest()))
    assert document["input"]["name"] == "input"
    assert document["output_names"] == ["saliency_map"]
    assert document["onnx"] == "u2netp_mirror_v1.onnx"
