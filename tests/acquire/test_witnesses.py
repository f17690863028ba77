"""Who states the digest: all must say what the pin says."""

import pytest

from release.acquire import witnesses
from release.artifact import Digest
from release.errors import InvalidRecordError
from release.pin import Pin
from tests.core import samples

OTHER = Digest.of(b"another file").hex


def changed(*, at: int) -> Pin:
    """Return the pin in which the `at`-th statement of the digest is another one."""
    text = samples.pin_text()
    parts = text.split(samples.pin().checkpoint.digest.hex)
    hexes = [samples.pin().checkpoint.digest.hex] * (len(parts) - 1)
    hexes[at] = OTHER
    joined = "".join(part + digest for part, digest in zip(parts, [*hexes, ""], strict=True))
    return Pin.parse(joined.encode())


def test_the_witnesses_of_the_pin_agree_and_are_more_than_one() -> None:
    pin = samples.pin()
    witnesses.require_agreement(pin)
    assert len(pin.witnesses) > 1
    assert {witness.digest for witness in pin.witnesses} == {pin.checkpoint.digest}


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_witness_that_disagrees_is_named_with_what_it_states(at: int) -> None:
    pin = changed(at=at)
    with pytest.raises(InvalidRecordError) as caught:
        witnesses.require_agreement(pin)
    (odd,) = [w for w in pin.witnesses if w.digest.hex == OTHER]
    assert (odd.who in caught.value.problem, OTHER[:16] in caught.value.problem) == (True, True)
    (line,) = [row for row in witnesses.table(pin) if "DISAGREES" in row]
    assert (odd.who in line, OTHER in line) == (True, True)


def test_a_pin_against_all_its_witnesses_is_refused() -> None:
    with pytest.raises(InvalidRecordError, match="4 of 4"):
        witnesses.require_agreement(changed(at=0))


def test_the_table_names_the_pin_and_every_witness() -> None:
    pin = samples.pin()
    first, *rows = witnesses.table(pin)
    assert "the pin" in first
    assert [row.split()[0] for row in rows] == [witness.who for witness in pin.witnesses]


def test_a_pin_without_witnesses_is_read() -> None:
    text = samples.pin_text()
    start, end = text.index("# What each witness"), text.index("[upstream]")
    pin = Pin.parse((text[:start] + text[end:]).encode())
    witnesses.require_agreement(pin)
    assert pin.witnesses == ()


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('who = "sohrabgit/CleanCut"', 'who = "linxiaohui/image-service"'),
        ('who = "sohrabgit/CleanCut"', 'who = "two\\nlines"'),
        ('source = "https://', 'source = "http://'),
        ('source = "https://', 'seen = "x"\nsource = "https://'),
    ],
)
def test_a_statement_with_one_fault_is_refused(good: str, bad: str) -> None:
    with pytest.raises(InvalidRecordError):
        Pin.parse(samples.pin_text().replace(good, bad, 1).encode())
