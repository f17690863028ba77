"""The next revocation list: it follows from the registry, and nothing revoked comes back."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from release.errors import DigestMismatchError, InvalidRecordError, RevokedError
from release.lifecycle import CHANGES, Change
from release.names import REGISTRY, REVOCATIONS
from release.registry import Registry
from release.verify.next_list import VALID, list_of, made_again, next_list, rendered
from release.verify.revocations import Judgement, RevocationList
from tests.core.samples import policy
from tests.sign.samples import instance
from tests.watch.seeded import Shelf, tag

DAY = date(2026, 12, 1)


def registry() -> Registry:
    """Return a registry with three releases, the last one active."""
    shelf = Shelf(instance=instance())
    for n in (1, 2, 3):
        shelf.sign(n)
    return shelf.registry()


GOOD = registry()


def changed(word: str, n: int, reason: str = "wrong weights") -> Registry:
    return CHANGES[word](GOOD, Change(tag=tag(n), reason=reason))


def made(from_registry: Registry = GOOD, before: RevocationList | None = None) -> RevocationList:
    return next_list(from_registry, before, least=0, dated=DAY)


def says(listed: RevocationList) -> dict[int, Judgement]:
    return {row.tag.n: row.judgement for row in listed.revocations}


def test_the_first_list_is_number_one_and_holds_half_a_year() -> None:
    first = made()
    assert (first.number, first.valid_until - first.dated) == (1, VALID)
    assert says(first) == {1: Judgement.SUPERSEDED, 2: Judgement.SUPERSEDED}
    assert RevocationList.parse(first.dump()) == first


def test_a_list_follows_by_number_and_says_what_became_of_each_release() -> None:
    second = made(changed("yank", 2), made())
    assert (second.number, says(second)) == (2, {1: Judgement.SUPERSEDED, 2: Judgement.REVOKED})
    assert second.revocations[1].reason == "wrong weights"
    burned = made(changed("burn", 3))
    assert says(burned)[3] is Judgement.REVOKED


def test_what_was_revoked_stays_so() -> None:
    before = made(changed("yank", 2))
    with pytest.raises(InvalidRecordError):
        made(GOOD, before)
    with pytest.raises(InvalidRecordError):
        made(Registry(()), before)
    assert says(made(changed("burn", 2), before))[2] is Judgement.REVOKED


@pytest.mark.parametrize("reason", ["a \u2013 b", "\u4e2d" * 200, "x" * 256])
def test_a_reason_in_any_script_becomes_one_that_every_terminal_shows(reason: str) -> None:
    listed = made(changed("yank", 1, reason))
    assert RevocationList.parse(listed.dump()) == listed
    assert listed.revocations[0].reason.isascii()


def test_a_list_that_is_too_old_is_not_followed() -> None:
    before = made()
    assert next_list(GOOD, before, least=2, dated=DAY).number == 2
    for least, dated in ((3, DAY), (0, DAY - timedelta(days=1))):
        with pytest.raises(RevokedError):
            next_list(GOOD, before, least=least, dated=dated)
    with pytest.raises(RevokedError):
        next_list(GOOD, None, least=2, dated=DAY)


def checkout(folder: Path) -> Path:
    """Return a checkout with the registry, and no list yet."""
    place = folder / REGISTRY
    place.parent.mkdir(parents=True)
    place.write_bytes(GOOD.dump())
    return folder


@pytest.mark.parametrize(("days", "signed"), [(0, True), (30, True), (31, False), (-1, False)])
def test_a_list_is_signed_only_near_its_own_day(tmp_path: Path, days: int, *, signed: bool) -> None:
    listed = list_of(checkout(tmp_path), policy(), DAY)
    today = DAY + timedelta(days=days)
    if signed:
        assert made_again(listed.dump(), tmp_path, policy(), today) == listed
    else:
        with pytest.raises(RevokedError):
            made_again(listed.dump(), tmp_path, policy(), today)


def test_a_list_is_signed_only_as_this_checkout_makes_it(tmp_path: Path) -> None:
    listed = list_of(checkout(tmp_path), policy(), DAY)
    assert made_again(listed.dump(), tmp_path, policy(), DAY) == listed
    other = replace(listed, valid_until=listed.valid_until + timedelta(days=1))
    for wrong in (other, replace(listed, number=2), replace(listed, revocations=())):
        with pytest.raises(DigestMismatchError):
            made_again(wrong.dump(), tmp_path, policy(), DAY)
    held = tmp_path / REVOCATIONS
    held.write_bytes(listed.dump())
    held.with_name(f"{held.name}.bundle").write_bytes(b"{}")
    assert list_of(tmp_path, policy(), DAY).number == 2


def test_the_summary_says_what_a_person_agrees_to() -> None:
    text = rendered(made(changed("yank", 2, "the `weights` are wrong")))
    assert "| u2netp-mirror-v2 | revoked | `the 'weights' are wrong` |" in text.splitlines()
