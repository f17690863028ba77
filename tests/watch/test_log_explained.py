"""A signature is explained by a bundle, by people, or by a run that is what it says."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from release.artifact import Digest
from release.bundle import Shape
from release.errors import InvalidRecordError
from release.names import Role
from release.policy import Publisher
from release.version import Version
from release.watch.log.explained import Run, entry_of, known_entries, unexplained
from release.watch.log.signature import LoggedSignature
from tests.core import samples
from tests.instance.claims import SAN, job_of, stated
from tests.sign.samples import PUBLISHER, blob_bundle, instance, made_by, signed

POLICY = samples.policy()
REVOKER = POLICY.revoker(1)
RUN = Run(path=PUBLISHER.workflow, commit="a" * 40, branch="main", event="workflow_dispatch")
RELEASER = POLICY.version_publisher(Version.parse("1.0.0"))
PATHS = {7: PUBLISHER.workflow, 8: REVOKER.workflow, 9: RELEASER.workflow}
RUNS = {number: replace(RUN, path=path) for number, path in PATHS.items()}


def of(publisher: Publisher, run: int = 7) -> LoggedSignature:
    """Return the signature of a job of `publisher`."""
    claims = stated(replace(job_of(publisher), run_id=run))
    leaf, san = Digest.of(b"x"), claims.pop(SAN)
    return LoggedSignature(log="log.example", index=3, leaf=leaf, san=san, claims=claims)


def with_claim(number: int, value: str | None) -> LoggedSignature:
    one = of(PUBLISHER)
    left = {n: text for n, text in one.claims.items() if n != number}
    return replace(one, claims=left if value is None else {**left, number: value})


def told(one: LoggedSignature, runs: Mapping[int, Run] = RUNS) -> list[tuple[str, int]]:
    seen = unexplained([one], POLICY, runs.get)
    return [(s.where, s.error.exit_code) for s in seen]


def test_a_run_of_each_signer_explains_what_it_signed() -> None:
    assert told(of(PUBLISHER)) == []
    assert told(of(REVOKER, 8)) == []
    assert told(of(RELEASER, 9)) == []
    assert told(of(RELEASER, 7)) == told(of(PUBLISHER, 9)) == [("log.example entry 3", 22)]
    assert told(of(REVOKER, 7)) == told(of(PUBLISHER, 8)) == [("log.example entry 3", 22)]


ODD: Mapping[str, LoggedSignature] = {
    "another signer": replace(of(PUBLISHER), san=f"{PUBLISHER.repository.url}/.github/x.yml@main"),
    "no environment": with_claim(23, None),
    "the other environment": with_claim(23, REVOKER.environment),
    "another repository's number": with_claim(15, "1"),
    "a runner of one's own": with_claim(11, "self-hosted"),
    "an unknown run": of(PUBLISHER, 10),
    "no run": with_claim(21, None),
    "a run elsewhere": with_claim(21, "https://github.com/somebody/else/actions/runs/7"),
    "a run with a tail": with_claim(21, f"{PUBLISHER.repository.url}/actions/runs/7/evil"),
    "another commit": with_claim(13, "b" * 40),
    "another event": with_claim(20, "push"),
    "a certificate that cannot be read": replace(of(PUBLISHER), san="?", claims={}),
}


@pytest.mark.parametrize("name", ODD)
def test_what_no_run_of_ours_explains_is_told_with_its_place(name: str) -> None:
    assert told(ODD[name]) == [("log.example entry 3", 22)]


@pytest.mark.parametrize("member", ["path", "commit", "branch", "event"])
def test_a_run_that_github_describes_otherwise_explains_nothing(member: str) -> None:
    other = replace(RUN, **{member: "elsewhere"})
    assert told(of(PUBLISHER), {7: other}) == [("log.example entry 3", 22)]


def test_the_alarm_names_the_entry_for_the_file_of_what_people_know() -> None:
    (seen,) = unexplained([of(PUBLISHER, 10)], POLICY, RUNS.get)
    assert Digest.of(b"x").hex in seen.error.remedy
    row = f'[[signatures]]\nentry = "{Digest.of(b"x").hex}"\nreason = "a test"\n'
    assert known_entries(b"schema = 1\n" + row.encode()) == {Digest.of(b"x")}


GOOD = b'schema = 1\n[[signatures]]\nentry = "%s"\nreason = "why"\n' % (b"a" * 64)
WRONG = {
    "no TOML": b"{",
    "no text": b"\xff",
    "no schema": b"",
    "another schema": GOOD.replace(b"= 1", b"= 2"),
    "no reason": GOOD.replace(b'reason = "why"\n', b""),
    "an empty reason": GOOD.replace(b"why", b""),
    "a short entry": GOOD.replace(b"a" * 64, b"a" * 63),
    "a pattern": GOOD.replace(b"a" * 64, b"*"),
    "a field more": GOOD + b"until = 2027\n",
    "a table more": GOOD + b"[more]\n",
    "an entry twice": GOOD + GOOD.partition(b"\n")[2],
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_of_known_signatures_that_is_not_one_is_refused(name: str) -> None:
    assert len(known_entries(GOOD)) == 1
    assert known_entries(b"schema = 1\n") == frozenset()
    with pytest.raises(InvalidRecordError):
        known_entries(WRONG[name])


def test_a_bundle_names_the_entry_that_the_log_holds() -> None:
    first = signed().files[Role.MODEL_BUNDLE]
    assert entry_of(first) == entry_of(first)
    assert entry_of(first) != entry_of(signed().files[Role.SUMS_BUNDLE])
    older = instance().sign_blob(b"x", made_by(PUBLISHER.san), Shape.REKOR_V1)
    assert entry_of(older) != entry_of(blob_bundle(b"x", made_by(PUBLISHER.san)))


@pytest.mark.parametrize(
    "data", [b"{}", b"[]", b"{", b'{"verificationMaterial":{"tlogEntries":[]}}']
)
def test_a_bundle_without_an_entry_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidRecordError):
        entry_of(data)
