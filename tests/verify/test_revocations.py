"""The revocation list: one spelling, closed fields; what it says of a release."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release import canonical
from release.artifact import Digest
from release.errors import InvalidRecordError
from release.names import Tag
from release.verify.revocations import LIST_LIMIT, Judgement, Revocation, RevocationList
from tests.verify.shelf import revocation

DATED = date(2026, 11, 27)
GOOD = RevocationList(
    number=4,
    dated=DATED,
    valid_until=DATED + timedelta(days=180),
    revocations=(revocation(1, Judgement.REVOKED), revocation(2, Judgement.SUPERSEDED)),
)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2900, 1, 1))
REASONS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=256)
ROWS = st.builds(
    Revocation,
    tag=st.builds(Tag, model=st.sampled_from(["u2netp", "other"]), n=st.integers(1, 99)),
    model=st.binary(min_size=1, max_size=9).map(Digest.of),
    judgement=st.sampled_from(Judgement),
    reason=REASONS,
)


@given(
    number=st.integers(1, 10**9),
    dated=DAYS,
    days=st.integers(1, 1000),
    rows=st.lists(ROWS, unique_by=lambda row: row.tag, max_size=9),
)
def test_a_list_is_read_and_written_unchanged(
    number: int, dated: date, days: int, rows: list[Revocation]
) -> None:
    rows.sort(key=lambda row: (row.tag.model, row.tag.n))
    until = dated + timedelta(days=days)
    made = RevocationList(number=number, dated=dated, valid_until=until, revocations=tuple(rows))
    assert RevocationList.parse(made.dump()) == made


FAULTS: dict[str, dict[str, object]] = {
    "another schema": {"schema": "u2netp-mirror-revocations-v2"},
    "number 0": {"number": 0},
    "a number as text": {"number": "4"},
    "a boolean for a number": {"number": True},
    "no such day": {"dated": "2026-02-30"},
    "a time too": {"dated": "2026-11-27T00:00:00Z"},
    "valid until before its own date": {"valid_until": "2026-11-26"},
    "valid on one day only": {"valid_until": DATED.isoformat()},
    "an unknown field": {"urgent": 1},
    "no rows but a text": {"revocations": "none"},
    "rows out of order": {"revocations": [r.fields() for r in reversed(GOOD.revocations)]},
    "a row twice": {"revocations": [GOOD.revocations[0].fields()] * 2},
    "a row with an unknown field": {"revocations": [{**GOOD.revocations[0].fields(), "x": 1}]},
    "another judgement": {"revocations": [{**GOOD.revocations[0].fields(), "judgement": "fine"}]},
    "a reason of two lines": {"revocations": [{**GOOD.revocations[0].fields(), "reason": "a\nb"}]},
    "no reason": {"revocations": [{**GOOD.revocations[0].fields(), "reason": ""}]},
    "another tag": {"revocations": [{**GOOD.revocations[0].fields(), "tag": "v1"}]},
    "a short digest": {"revocations": [{**GOOD.revocations[0].fields(), "sha256": "ab"}]},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_list_with_one_fault_is_refused(fault: str) -> None:
    document = {**json.loads(GOOD.dump()), **FAULTS[fault]}
    with pytest.raises(InvalidRecordError):
        RevocationList.parse(canonical.dump(document))


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"[]", b"\xff", b"{", b"[" * 100_000, GOOD.dump() + b"\n", b" " + GOOD.dump()),
        *(json.dumps(json.loads(GOOD.dump())).encode(), b'{"number":' + b"9" * 10_000 + b"}"),
        *(b'{"number":NaN}', b'{"number":1,"number":1}', GOOD.dump() + b" " * LIST_LIMIT),
    ],
)
def test_what_is_no_list_or_spelled_otherwise_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidRecordError):
        RevocationList.parse(data)


def test_a_release_is_found_by_its_tag_and_its_model_by_any_name() -> None:
    model = Digest.of(b"another file")
    by_tag = GOOD.about(Tag(model="u2netp", n=2), Digest.of(b"x"))
    by_model = GOOD.about(Tag(model="other", n=9), model)
    assert by_tag == GOOD.revocations[1]
    assert by_model == GOOD.revocations[0]
    assert GOOD.about(Tag(model="u2netp", n=3), Digest.of(b"x")) is None


def test_what_may_not_be_used_wins_over_what_is_superseded() -> None:
    found = GOOD.about(Tag(model="u2netp", n=2), Digest.of(b"another file"))
    assert found is not None
    assert found.judgement is Judgement.REVOKED


def test_bytes_are_superseded_under_their_own_tag_alone() -> None:
    """A rollback brings them back: the newest release is not superseded by an older one."""
    old = revocation(1, Judgement.SUPERSEDED)
    listed = replace(GOOD, revocations=(old,))
    assert listed.about(old.tag, old.model) == old
    assert listed.about(Tag(model="u2netp", n=3), old.model) is None
