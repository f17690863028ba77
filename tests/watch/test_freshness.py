"""What runs out by itself is told in time; the list and the registry say the same."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from release.lifecycle import CHANGES, Change
from release.registry import Registry
from release.verify.next_list import next_list
from release.verify.revocations import Judgement, Revocation, RevocationList
from release.watch.freshness import LIST_NOTICE, ROOT_NOTICE, list_differs, root_differs
from tests.sign.samples import instance
from tests.watch.seeded import Shelf, tag

DAY, ONE = date(2026, 12, 1), timedelta(days=1)


def registry() -> Registry:
    shelf = Shelf(instance=instance())
    for n in (1, 2):
        shelf.sign(n)
    return shelf.registry()


GOOD = registry()
YANKED = CHANGES["yank"](GOOD, Change(tag=tag(1), reason="wrong weights"))


def listed(of: Registry) -> RevocationList:
    return next_list(of, None, least=0, dated=DAY)


def codes(of: Registry, held: RevocationList | None, today: date = DAY) -> list[int]:
    return [error.exit_code for error in list_differs(of, held, today)]


def test_a_root_is_told_two_weeks_before_its_end() -> None:
    assert root_differs(None, DAY) is None
    assert root_differs(DAY + ROOT_NOTICE + ONE, DAY) is None
    assert root_differs(DAY + ROOT_NOTICE, DAY) is not None
    assert root_differs(DAY - ONE, DAY) is not None


def test_a_list_is_told_a_month_before_its_end() -> None:
    held = listed(GOOD)
    assert codes(GOOD, held, held.valid_until - LIST_NOTICE - ONE) == []
    assert codes(GOOD, held, held.valid_until - LIST_NOTICE) == [40]


def test_where_nothing_was_yanked_no_list_is_missing() -> None:
    assert codes(GOOD, None) == []


def test_a_yank_must_be_in_the_list() -> None:
    assert codes(YANKED, None) == [40]
    assert codes(YANKED, listed(GOOD)) == [40]
    assert codes(YANKED, listed(YANKED)) == []


@pytest.mark.parametrize(("judgement", "expected"), [
    (Judgement.REVOKED, [40]), (Judgement.SUPERSEDED, [])])  # fmt: skip
def test_what_is_revoked_is_not_recorded_as_good(judgement: Judgement, expected: list[int]) -> None:
    entry = GOOD.entries[1]
    row = Revocation(tag=tag(2), model=entry.model, judgement=judgement, reason="-")
    held = replace(listed(GOOD), revocations=(row,))
    assert codes(GOOD, held) == expected
