"""Statuses move one way, facts never change, and rows never leave."""

from dataclasses import replace
from itertools import product

import pytest

from release.artifact import Digest
from release.errors import InvalidRecordError, UsageError
from release.lifecycle import (
    Change,
    burn,
    require_history,
    roll_back,
    supersede,
    transition,
    yank,
)
from release.mirror import Burned, Mirror, Rollback, Status
from release.registry import Registry
from tests.registry.samples import mirror, model, registry, released, tag

State = Mirror | Burned | None
STATES: dict[str, State] = {
    "absent": None,
    "number": Burned(tag=tag(1), reason="because"),
    **{status.value: mirror(1, status) for status in Status},
}
LEGAL = {
    *(("absent", to) for to in STATES),
    *((same, same) for same in STATES),
    *(("active", to) for to in ("superseded", "yanked", "burned")),
    *(("superseded", to) for to in ("yanked", "burned")),
    ("yanked", "burned"),
}
"""Every pair that is not here is refused. `number` is a burned number that stands for no model."""


def legal(old: State, new: State) -> bool:
    try:
        transition(old, new)
    except InvalidRecordError:
        return False
    return True


@pytest.mark.parametrize(("old", "new"), tuple(product(STATES, STATES)))
def test_a_status_moves_one_way(old: str, new: str) -> None:
    assert legal(STATES[old], STATES[new]) is ((old, new) in LEGAL)


@pytest.mark.parametrize(
    "other",
    [
        replace(mirror(1, Status.YANKED), tag=tag(2)),
        replace(mirror(1, Status.YANKED), manifest=Digest.of(b"other")),
        replace(mirror(1, Status.YANKED), content_key=Digest.of(b"other")),
        replace(mirror(1, Status.YANKED), publisher=2),
        replace(mirror(1, Status.YANKED), rollback_of=3),
        mirror(1, Status.YANKED, "for another reason"),
    ],
)
def test_a_fact_of_a_release_never_changes_and_no_reason_without_a_status(other: Mirror) -> None:
    assert not legal(mirror(1, Status.YANKED), other)


def test_a_fact_may_not_change_together_with_the_status() -> None:
    other = replace(mirror(1, Status.YANKED), manifest=Digest.of(b"other"))
    assert (legal(mirror(1), mirror(1, Status.YANKED)), legal(mirror(1), other)) == (True, False)


def test_a_burned_number_keeps_its_reason() -> None:
    assert not legal(Burned(tag=tag(1), reason="x"), Burned(tag=tag(1), reason="y"))


TWO = registry(released(1, Status.SUPERSEDED), released(2), model("plain"))
HISTORIES = {
    "a release leaves": registry(released(2)),
    "another digest": TWO.with_entry(replace(released(2), model=Digest.of(b"other"))),
    "another sidecar": TWO.with_entry(replace(released(2), sidecar=Digest.of(b"other"))),
    "another licence": TWO.with_entry(replace(released(2), licence="MIT")),
    "a status goes back": TWO.with_entry(released(1)),
    "a burned number instead": registry(released(2), Burned(tag=tag(1), reason="x")),
}


@pytest.mark.parametrize("new", HISTORIES.values(), ids=HISTORIES)
def test_a_registry_that_rewrites_history_is_refused(new: Registry) -> None:
    with pytest.raises(InvalidRecordError):
        require_history(TWO, new)


@pytest.mark.parametrize(
    "new",
    [
        TWO,
        TWO.with_entry(released(3)),
        TWO.with_entry(released(2, Status.YANKED)),
        TWO.with_entry(Burned(tag=tag(3), reason="squatted")),
        registry(released(1, Status.SUPERSEDED), released(2)),
        TWO.with_entry(replace(model("plain"), model=Digest.of(b"retrained"))),
    ],
    ids=["nothing", "a release", "a yank", "a burned number", "a model gone", "a model retrained"],
)
def test_a_registry_that_goes_on_is_accepted(new: Registry) -> None:
    require_history(TWO, new)


def statuses(whole: Registry) -> dict[int, str]:
    return {m.tag.n: m.status.value for m in whole.mirrors("u2netp")}


def change(n: int, reason: str = "because") -> Change:
    return Change(tag=tag(n), reason=reason)


@pytest.mark.parametrize(
    ("done", "after"),
    [
        (supersede(TWO, change(2)), {1: "superseded", 2: "superseded"}),
        (yank(TWO, change(2)), {1: "superseded", 2: "yanked"}),
        (yank(TWO, change(1)), {1: "yanked", 2: "active"}),
        (burn(TWO, change(2)), {1: "superseded", 2: "burned"}),
        (roll_back(TWO, change(1)), {1: "superseded", 2: "yanked"}),
    ],
    ids=["supersede", "yank", "yank an old one", "burn", "rollback"],
)
def test_a_command_changes_one_status_and_leaves_a_registry_that_is_read_back(
    done: Registry, after: dict[int, str]
) -> None:
    assert statuses(done) == after
    assert Registry.parse(done.dump()) == done
    require_history(TWO, done)


def test_every_command_done_twice_is_done_once() -> None:
    for command, n in ((supersede, 2), (yank, 2), (burn, 2), (burn, 9), (roll_back, 1)):
        once = command(TWO, change(n))
        assert command(once, change(n)) == once


def test_a_second_yank_keeps_the_first_reason() -> None:
    once = yank(TWO, change(2, "wrong weights"))
    assert yank(once, change(2, "something else")) == once


def test_a_number_of_which_nothing_is_recorded_is_burned_as_a_number() -> None:
    done = burn(TWO, change(3, "squatted"))
    assert done.burned == (Burned(tag=tag(3), reason="squatted"),)
    assert tag(3) in done.tags("u2netp")


def test_a_rollback_asks_for_the_next_number_and_says_why_the_active_one_is_yanked() -> None:
    done = roll_back(TWO, change(1, "2 is wrong"))
    assert done.rollbacks == (Rollback(to=tag(1), reason="2 is wrong"),)
    assert done.mirrors("u2netp")[1].reason == "rolled back to u2netp-mirror-v1: 2 is wrong"


def test_a_later_rollback_takes_the_place_of_the_first() -> None:
    three = registry(*(released(n, Status.SUPERSEDED) for n in (1, 2)), released(3))
    done = roll_back(roll_back(three, change(1)), change(2))
    assert [wish.to for wish in done.rollbacks] == [tag(2)]


def test_a_release_that_turns_out_bad_is_not_rolled_back_to() -> None:
    done = yank(roll_back(TWO, change(1)), change(1))
    assert done.rollbacks == ()
    assert Registry.parse(done.dump()) == done


ILLEGAL = {
    "supersede a yanked one": (supersede, registry(released(1, Status.YANKED)), 1),
    "yank a burned one": (yank, registry(released(1, Status.BURNED)), 1),
    "roll back to the active one": (roll_back, TWO, 2),
    "roll back to a yanked one": (roll_back, registry(released(1, Status.YANKED)), 1),
    "burn a number for another reason": (burn, registry(Burned(tag=tag(1), reason="x")), 1),
}


@pytest.mark.parametrize("case", ILLEGAL.values(), ids=ILLEGAL)
def test_a_command_that_would_go_back_is_refused(case: tuple[object, Registry, int]) -> None:
    command, whole, n = case
    with pytest.raises(InvalidRecordError):
        command(whole, change(n))  # type: ignore[operator] # one of the four


@pytest.mark.parametrize("command", [supersede, yank, roll_back])
def test_a_release_that_is_not_recorded_is_a_wrong_call(command: object) -> None:
    with pytest.raises(UsageError):
        command(registry(), change(1))  # type: ignore[operator] # one of the four
