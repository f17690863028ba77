"""What the bot says: every digest, the run that signed, and no word that would be more than one."""

from dataclasses import replace

import pytest

from release.errors import InvalidRecordError
from release.mirror import Burned
from release.names import REGISTRY, Role, Tag, card_path
from release.record.entry import recorded
from release.record.lost import LOST
from release.record.proposal import propose
from release.registry import Registry
from release.sign.release_set import ReleaseSet
from tests.guard.test_guard import OTHER, numbered
from tests.record.test_pull_request import CARD, MAIN, SIGNED, branches, run
from tests.sign import samples


def test_the_text_gives_the_evidence_and_the_commands() -> None:
    repository = branches()
    run(repository)
    body = repository.requests[0].body
    assert str(SIGNED.manifest_digest) in body
    assert f"--certificate-identity {samples.PUBLISHER.san} " in body
    assert "sha256sum --strict -c SHA256SUMS" in body


def signed_in(run: str) -> ReleaseSet:
    """Return the release with a signature whose certificate names `run`."""
    made = {**samples.made_by(samples.PUBLISHER.san), 21: run}
    bundle = samples.blob_bundle(SIGNED.files[Role.MANIFEST], made)
    return replace(SIGNED, files={**SIGNED.files, Role.MANIFEST_BUNDLE: bundle})


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        ("https://github.com/VMAFx/vmafx/actions/runs/7/attempts/1", True),
        ("https://github.com/VMAFx/vmafx-evil/actions/runs/7/attempts/1", False),
        ("https://github.com/VMAFx/vmafx/actions/runs/7 [click](https://evil.example)", False),
    ],
)
def test_the_text_names_the_run_that_signed_if_it_is_ours(run: str, *, shown: bool) -> None:
    body = propose(signed_in(run), samples.PUBLISHER, MAIN.get).body
    assert (run in body, "not stated" in body) == (shown, not shown)


FIRST, SECOND = Tag(model="u2netp", n=1), Tag(model="u2netp", n=2)


def rows(lost: tuple[int, ...], *known: Burned) -> tuple[Burned, ...]:
    """Return what the bot burns together with the record of the second release."""
    tree = {**MAIN, REGISTRY: Registry(known).dump()}
    second = replace(SIGNED, manifest=replace(SIGNED.manifest, tag=SECOND))
    proposed = propose(second, samples.PUBLISHER, tree.get, lost)
    return Registry.parse(proposed.files[REGISTRY]).burned


def test_numbers_that_hold_nothing_of_ours_are_burned_with_the_record() -> None:
    assert rows((1,)) == (Burned(tag=FIRST, reason=LOST),)


def test_numbers_above_the_record_or_recorded_already_are_left_alone() -> None:
    assert rows((2, 3)) == ()
    known = Burned(tag=FIRST, reason="squatted, says a person")
    assert rows((1,), known) == (known,)


HOSTILE = (
    "x|y",
    "x`y",
    "x\ny",
    "x](https://evil.example)",
    "<img src=x>",
    "${{ github.token }}",
    "@everyone fixes #1",
    "x\u202ey",
)


@pytest.mark.parametrize("word", HOSTILE)
@pytest.mark.parametrize("field", ["operators", "input", "spdx", "checkpoint"])
def test_a_word_that_would_be_markup_is_refused(field: str, word: str) -> None:
    manifest = SIGNED.manifest
    changed = {
        "operators": replace(manifest, operators=((word, 1),)),
        "input": replace(manifest, contract=replace(manifest.contract, input=word)),
        "spdx": replace(manifest, licence=replace(manifest.licence, spdx=word)),
        "checkpoint": replace(manifest, checkpoint=replace(manifest.checkpoint, name=word)),
    }[field]
    with pytest.raises(InvalidRecordError):
        propose(replace(SIGNED, manifest=changed), samples.PUBLISHER, MAIN.get)


def test_a_release_that_is_recorded_late_leaves_the_card_to_the_newer_one() -> None:
    newer = recorded(Registry(()), numbered(2, OTHER), samples.PUBLISHER)
    tree = {**MAIN, REGISTRY: newer.dump()}
    files = propose(SIGNED, samples.PUBLISHER, tree.get).files
    assert files[card_path("u2netp")] == CARD
    assert len(Registry.parse(files[REGISTRY]).entries) == 2
