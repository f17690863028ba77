"""What to do next about a release: the state table, row by row."""

from dataclasses import replace

import pytest

from release.attach.actions import Discard, Memory, Stop
from release.attach.decide import decide
from release.attach.observation import Standing
from release.attach.rows import Row
from tests.attach.memory import LATER
from tests.attach.place import staged, wanted
from tests.attach.table import (
    CASES,
    COMPLETE,
    PUBLISHED,
    READ,
    WANTED,
    Case,
    draft,
    seen,
    tagged,
)
from tests.supply_chain import table as versions

TABLES = (CASES, versions.CASES)
ROWS = [(row, case) for table in TABLES for row, cases in table.items() for case in cases]


@pytest.mark.parametrize(("row", "case"), ROWS, ids=[row.name for row, _ in ROWS])
def test_what_is_seen_has_its_row_and_its_action(row: Row, case: Case) -> None:
    found = decide(case.seen, case.memory, case.wanted)
    assert found.row is row
    if isinstance(found.action, Stop):
        assert (case.do, found.action.error.exit_code) == (Stop, case.code)
    else:
        assert found.action == case.do


def test_every_row_of_the_table_has_a_case() -> None:
    assert {row for table in TABLES for row in table} == set(Row)


def test_a_draft_of_somebody_else_is_reported_beside_whatever_is_done() -> None:
    theirs = replace(COMPLETE, id=77, author="somebody")
    for release in (PUBLISHED, draft(), COMPLETE):
        decision = decide(
            tagged(release, theirs) if not release.draft else seen(release, theirs),
            Memory(),
            WANTED,
        )
        (remark,) = decision.remarks
        assert "draft 77 by somebody" in remark


def test_nothing_that_may_still_become_public_is_deleted() -> None:
    ours = replace(COMPLETE, id=9), replace(COMPLETE, id=8, body=wanted(staged(salt="x")).body)
    for standing in Standing:
        for memory in (Memory(), READ, Memory(held=9, spoke=LATER)):
            found = decide(seen(*ours, standing=standing), memory, WANTED)
            assert not isinstance(found.action, Discard)


def test_what_is_published_with_another_signing_of_the_same_content_is_done() -> None:
    other = wanted(staged(salt="another run"))
    assert decide(tagged(PUBLISHED), Memory(), other).row is Row.DONE
