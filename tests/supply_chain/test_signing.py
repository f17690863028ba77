"""Signing a version, and accepting one: by the right job, about these files, for this tag."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from release.bundle import Shape
from release.errors import (
    DigestMismatchError,
    InvalidRecordError,
    ReleaseError,
    ServiceDownError,
    SignatureError,
    TrustRootError,
    TryAgainLaterError,
)
from release.sign.made import Folders
from release.supply_chain.signing import SIGNATURES, Signed, accept, signed
from release.supply_chain.version_set import BuiltSet, VersionSet
from release.version import BUNDLES, UNSIGNED, Part
from tests.attach.memory import COMMIT
from tests.core.samples import TAG as MODEL
from tests.core.samples import policy
from tests.sign.samples import InMemoryCosign, instance, made_by
from tests.sign.signing import patience
from tests.supply_chain import samples
from tests.supply_chain.samples import PUBLISHER, VERSION, said, unsigned


def cosign(signer: str = PUBLISHER.san) -> InMemoryCosign:
    return InMemoryCosign(signer=signer, publisher=PUBLISHER)


def sign(
    by: InMemoryCosign, statement: bytes = said(unsigned()), earlier: VersionSet | None = None
) -> VersionSet:
    return done(by, statement, earlier).whole


def done(
    by: InMemoryCosign, statement: bytes = said(unsigned()), earlier: VersionSet | None = None
) -> Signed:
    """Return what is signed, where an earlier run left `earlier`."""
    with tempfile.TemporaryDirectory() as place:
        left = Path(place, "left")
        if earlier is not None:
            earlier.write(left)
        built = BuiltSet(made=unsigned(), statement=statement)
        folders = Folders(earlier=left, staging=Path(place, "staging"))
        return signed(built, by, PUBLISHER, folders=folders, patience=patience())


def test_what_is_signed_is_accepted_and_holds_the_files_as_they_were() -> None:
    whole = sign(by := cosign())
    assert accept(whole, by, PUBLISHER) == COMMIT
    assert {p: whole.files[p] for p in UNSIGNED} == unsigned().files
    assert (set(whole.files), by.signatures) == (set(Part), len(BUNDLES) + 1)


def test_a_hiccup_of_a_service_is_waited_for() -> None:
    by = cosign()
    by.failures = [ServiceDownError("503", expected="an answer", remedy="-")] * 3
    assert accept(sign(by), by, PUBLISHER) == COMMIT


def test_what_an_earlier_run_signed_is_used_again() -> None:
    again = done(by := cosign(), earlier=samples.signed())
    assert (again.whole, again.found, by.signatures) == (samples.signed(), frozenset(SIGNATURES), 0)


def without(part: Part) -> VersionSet:
    left = {p: data for p, data in samples.signed().files.items() if p is not part}
    return replace(samples.signed(), files=left)


def with_part(part: Part, data: bytes) -> VersionSet:
    return replace(samples.signed(), files={**samples.signed().files, part: data})


LEFT: dict[str, Callable[[Part], VersionSet]] = {
    "nothing": without,
    "no bundle": lambda part: with_part(part, b"{}"),
    "by the signer of models": lambda part: with_part(
        part, samples.signed(policy().publisher(MODEL).san).files[part]
    ),
    "over another build": lambda part: with_part(part, samples.signed(salt="other").files[part]),
}


@pytest.mark.parametrize("why", LEFT)
@pytest.mark.parametrize("part", SIGNATURES)
def test_a_bundle_that_cannot_be_used_is_made_anew_and_the_others_are_not(
    part: Part, why: str
) -> None:
    again = done(by := cosign(), earlier=LEFT[why](part))
    assert (by.signatures, again.found) == (1, frozenset(SIGNATURES) - {part})
    assert accept(again.whole, by, PUBLISHER) == COMMIT


def test_a_bundle_that_nobody_could_judge_is_neither_used_nor_replaced() -> None:
    by = replace(cosign(), judges=False)
    with pytest.raises(TrustRootError):
        done(by, earlier=samples.signed())
    assert by.signatures == 0


def test_a_service_that_stays_away_ends_with_75() -> None:
    by = replace(cosign(), stays=2)
    with pytest.raises(TryAgainLaterError):
        sign(by)


def test_another_job_cannot_sign() -> None:
    with pytest.raises(SignatureError):
        sign(cosign(policy().publisher(MODEL).san))


def test_a_statement_about_other_files_is_refused_before_anything_is_signed() -> None:
    by = cosign()
    with pytest.raises(InvalidRecordError):
        sign(by, said(unsigned("other")))
    assert by.signatures == 0


def attested(statement: bytes) -> bytes:
    return instance().attest(statement, samples.claims(PUBLISHER.san), Shape.REKOR_V2)


MORE = said(unsigned()).replace(b'"predicate":{', b'"predicate":{"a":1,')

CHANGES: dict[str, tuple[Callable[[], VersionSet], type[ReleaseError]]] = {
    "all by the signer of models": (
        lambda: samples.signed(policy().publisher(MODEL).san),
        SignatureError,
    ),
    "all by a fork": (
        lambda: samples.signed(PUBLISHER.san.replace("VMAFx/", "Evil/")),
        SignatureError,
    ),
    "the bundle of another file": (
        lambda: with_part(Part.WHEEL_BUNDLE, samples.signed().files[Part.SDIST_BUNDLE]),
        SignatureError,
    ),
    "another wheel": (lambda: with_part(Part.WHEEL, b"another"), ReleaseError),
    "a statement about other files": (
        lambda: with_part(Part.PROVENANCE, attested(said(unsigned("other")))),
        InvalidRecordError,
    ),
    "a statement of ours with a field more": (
        lambda: with_part(
            Part.PROVENANCE,
            attested(said(unsigned()).replace(b'"predicate":{', b'"predicate":{"a":1,')),
        ),
        InvalidRecordError,
    ),
    "a bundle that is none": (lambda: with_part(Part.SUMS_BUNDLE, b"{}"), ReleaseError),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_set_with_anything_else_is_refused(name: str) -> None:
    make, error = CHANGES[name]
    with pytest.raises(error):
        accept(make(), cosign(), PUBLISHER)


def test_a_certificate_of_another_environment_is_refused() -> None:
    other = replace(PUBLISHER, environment="mirror-sign")
    claims = made_by(PUBLISHER.san, other)
    data = instance().sign_blob(unsigned().files[Part.WHEEL], claims, Shape.REKOR_V2)
    with pytest.raises(SignatureError):
        accept(with_part(Part.WHEEL_BUNDLE, data), cosign(), PUBLISHER)


def test_the_statement_that_came_back_is_the_one_that_was_sent() -> None:
    class Rewriting(InMemoryCosign):
        """Signs the statement of another commit."""

        def attest_blob(self, statement: object, bundle: object) -> None:
            del statement
            self._write(bundle, attested(said(unsigned(), "d" * 40)))  # type: ignore[arg-type]

    with pytest.raises(DigestMismatchError):
        sign(Rewriting(signer=PUBLISHER.san, publisher=PUBLISHER))


def test_the_version_of_a_set_decides_its_names() -> None:
    assert samples.signed().names.version == VERSION
