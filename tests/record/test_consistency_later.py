"""What may become of a record once it is on main: it moves on, or is put right, and no more."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from release.card import with_statuses
from release.errors import InvalidRecordError
from release.mirror import Status
from release.names import POLICY, REGISTRY, Tag
from release.record.consistency import examine
from release.record.finding import require
from release.record.lost import LOST
from release.record.proposal import propose
from release.registry import Registry
from tests.core.samples import policy
from tests.record.proposed import (
    BUNDLE,
    CARD,
    FRAGMENT,
    PROPOSED,
    RECORDED,
    SIDECAR,
    SIGNED,
    Proposed,
)
from tests.record.test_pull_request import MAIN
from tests.sign import samples

FIRST, SECOND = Tag(model="u2netp", n=1), Tag(model="u2netp", n=2)


def moved(status: Status, start: Status = Status.ACTIVE) -> Proposed:
    """Return a pull request that moves the one release from `start` to `status`."""
    trees = []
    for now in (start, status):
        (entry,) = Registry.parse(PROPOSED[REGISTRY]).entries
        assert entry.mirror
        reason = None if now is Status.ACTIVE else "the weights are wrong"
        mirror = replace(entry.mirror, status=now, reason=reason)
        registry = Registry((replace(entry, mirror=mirror),))
        shown = with_statuses(PROPOSED[CARD], [mirror], policy().repository.url)
        trees.append({**RECORDED, REGISTRY: registry.dump(), CARD: shown})
    return Proposed(base=trees[0], head=trees[1])


def test_a_person_may_yank_a_release_with_the_card_and_a_fragment() -> None:
    proposed = moved(Status.YANKED)
    proposed.head["changelog.d/security/0007-yank.md"] = b"- Yanked.\n"
    assert proposed.refusal() is None


def test_a_status_whose_card_still_says_the_old_one_is_refused() -> None:
    proposed = moved(Status.YANKED)
    proposed.head[CARD] = RECORDED[CARD]
    assert CARD in (proposed.refusal() or "")


@pytest.mark.parametrize("start", [Status.YANKED, Status.SUPERSEDED])
def test_a_status_never_moves_back(start: Status) -> None:
    assert "goes back" in (moved(Status.ACTIVE, start).refusal() or "")


def test_a_release_never_leaves_the_registry() -> None:
    assert REGISTRY in (Proposed(base=RECORDED, head=dict(MAIN)).refusal() or "")


@pytest.mark.parametrize("path", [SIDECAR, BUNDLE, FRAGMENT])
def test_what_was_edited_on_main_may_be_put_right_and_nothing_else(path: str) -> None:
    wrong = {**RECORDED, path: b"{}"}
    assert Proposed(base=wrong).refusal() is None
    assert path in (Proposed(base=RECORDED, head=wrong).refusal() or "")


def test_an_older_registry_that_is_played_again_is_refused() -> None:
    older = {**RECORDED, REGISTRY: MAIN[REGISTRY]}
    assert REGISTRY in (Proposed(base=RECORDED, head=older).refusal() or "")


@pytest.mark.parametrize(
    "change",
    [
        {"README.md": b"other\n"},
        {"release/guard/decide.py": b"other\n", POLICY: b"other\n"},
        {"changelog.d/added/0001-more.md": b"- More.\n"},
        {CARD: RECORDED[CARD] + b"\nPeople wrote more.\n"},
    ],
    ids=str,
)
def test_a_pull_request_that_says_nothing_of_releases_passes_and_asks_nobody(
    change: Mapping[str, bytes],
) -> None:
    proposed = Proposed(base=RECORDED, head={**RECORDED, **change})
    assert (proposed.refusal(), proposed.asked) == (None, [])


def test_a_fragment_may_go_once_its_release_is_recorded() -> None:
    head = {path: data for path, data in RECORDED.items() if path != FRAGMENT}
    assert Proposed(base=RECORDED, head=head).refusal() is None


def test_the_registry_in_another_layout_is_refused() -> None:
    other = json.dumps(json.loads(RECORDED[REGISTRY])).encode()
    assert REGISTRY in (Proposed(base=RECORDED, head={**RECORDED, REGISTRY: other}).refusal() or "")


def twice(text: str) -> str:
    document = json.loads(text)
    document["models"] *= 2
    return json.dumps(document, indent=2) + "\n"


HOSTILE: Mapping[str, Callable[[str], str]] = {
    "duplicate key": lambda text: text.replace('"n": 1,', '"n": 1,\n        "n": 1,'),
    "duplicate id": twice,
    "huge number": lambda text: text.replace('"n": 1,', f'"n": {"9" * 5000},'),
    "infinite number": lambda text: text.replace('"opset": 17', '"opset": 1e999'),
    "byte-order mark": lambda text: "\ufeff" + text,
    "unknown field": lambda text: text.replace('"smoke"', '"signed": true,\n      "smoke"'),
    "unknown version": lambda text: text.replace('"schema_version": 1', '"schema_version": 2'),
    "path that climbs": lambda text: text.replace('"u2netp_mirror_v1.onnx"', '"a/../../x.onnx"'),
    "absolute path": lambda text: text.replace('"u2netp_mirror_v1.onnx"', '"/etc/passwd"'),
    "NUL": lambda text: text.replace("_v1.onnx", "_v1.onnx\\u0000"),
    "confusable": lambda text: text.replace("u2netp_mirror_v1.onnx", "u2nеtp_mirror_v1.onnx"),  # noqa: RUF001
    "other case": lambda text: text.replace('"u2netp_mirror_v1.onnx"', '"U2netp_mirror_v1.onnx"'),
    "device name": lambda text: text.replace('"u2netp_mirror_v1.onnx"', '"CON.onnx"'),
    "deep": lambda _: "[" * 100000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_registry_is_refused(name: str) -> None:
    proposed = Proposed()
    proposed.head[REGISTRY] = HOSTILE[name](PROPOSED[REGISTRY].decode()).encode()
    with pytest.raises(InvalidRecordError):
        require(examine(proposed.request(), proposed.released, policy()))


def burning(reason: str, tags: tuple[Tag, ...]) -> Proposed:
    """Return the bot's record of the second release, which burns the first number.

    Of the two, `tags` are there as releases.
    """
    second = replace(SIGNED, manifest=replace(SIGNED.manifest, tag=SECOND))
    files = dict(propose(second, samples.PUBLISHER, MAIN.get, (1,)).files)
    files[REGISTRY] = files[REGISTRY].replace(LOST.encode(), reason.encode())
    releases = {FIRST: SIGNED, SECOND: second}
    there = {tag: releases[tag] for tag in tags}
    return Proposed(head={**MAIN, **files}, there=there)


def test_numbers_that_the_bot_burns_come_with_the_record_and_are_looked_at() -> None:
    """Number 1 was squatted, so that the release is number 2."""
    assert burning(LOST, tags=(SECOND,)).refusal() is None


def test_a_number_that_is_a_release_of_ours_is_not_burned() -> None:
    assert "u2netp-mirror-v1 is burned" in (burning(LOST, tags=(FIRST, SECOND)).refusal() or "")


def test_a_number_is_burned_with_a_record_in_the_words_of_the_bot_alone() -> None:
    assert "$.burned" in (burning("because", tags=(SECOND,)).refusal() or "")


def test_no_answer_about_a_burned_number_is_no_answer() -> None:
    proposed = burning(LOST, tags=(SECOND,))
    proposed.silent.add(FIRST)
    assert "no answer" in (proposed.refusal() or "")
