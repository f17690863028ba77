"""Signatures that were made before: used if they are the publisher's over today's bytes."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from release.errors import TrustRootError
from release.names import Role
from release.sign.release_set import ReleaseSet
from release.sign.signatures import BUNDLES
from tests.sign import samples
from tests.sign.signing import places, signed_by

EVIL = "https://github.com/VMAFx/vmafx-evil/.github/workflows/a.yml@refs/heads/main"


def test_what_an_earlier_run_signed_is_used_again(tmp_path: Path) -> None:
    cosign, where = samples.InMemoryCosign(), places(tmp_path)
    before = samples.signed()
    before.write(where.earlier)
    again = signed_by(cosign, where)
    assert (again.release_set, cosign.signatures) == (before, 0)
    assert again.found == set(BUNDLES)


@pytest.mark.parametrize("role", BUNDLES)
def test_a_part_that_an_earlier_run_signed_is_completed(tmp_path: Path, role: Role) -> None:
    cosign, where = samples.InMemoryCosign(), places(tmp_path)
    samples.signed().write(where.earlier)
    (where.earlier / samples.NAMES.asset(role)).unlink()
    again = signed_by(cosign, where)
    assert (cosign.signatures, again.found) == (1, frozenset(BUNDLES) - {role})


UNUSABLE: Mapping[str, Callable[[Path], int | None]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-40]),
    "too long": lambda path: path.write_bytes(b" " * (1 << 21)),
    "a folder": lambda path: _moved(path).mkdir(),
    "a link": lambda path: _moved(path).symlink_to("x"),
    "of somebody else": lambda path: path.write_bytes(_of(path, samples.signed(EVIL))),
    "of another file": lambda path: path.write_bytes(_of_another(path)),
}


def _moved(path: Path) -> Path:
    path.rename(path.parent / "x")
    return path


def _of(path: Path, signed: ReleaseSet) -> bytes:
    return next(data for r, data in signed.files.items() if samples.NAMES.asset(r) == path.name)


def _of_another(path: Path) -> bytes:
    if path.name == samples.NAMES.asset(Role.PROVENANCE):
        files = samples.proved_files() | {Role.SUMS: b"other"}
        return samples.attestation(samples.statement(files), samples.made_by(samples.PUBLISHER.san))
    return samples.blob_bundle(b"another file", samples.made_by(samples.PUBLISHER.san))


@pytest.mark.parametrize("why", UNUSABLE)
@pytest.mark.parametrize("role", BUNDLES)
def test_a_bundle_that_cannot_be_used_is_made_anew(tmp_path: Path, role: Role, why: str) -> None:
    cosign, where = samples.InMemoryCosign(), places(tmp_path)
    samples.signed().write(where.earlier)
    UNUSABLE[why](where.earlier / samples.NAMES.asset(role))
    again = signed_by(cosign, where)
    assert (cosign.signatures, again.found) == (1, frozenset(BUNDLES) - {role})
    assert [a.name for a in again.release_set.artifacts()] == list(samples.NAMES.release_set)


def test_a_signed_statement_that_differs_in_one_byte_is_made_anew(tmp_path: Path) -> None:
    cosign, where = samples.InMemoryCosign(), places(tmp_path)
    samples.signed().write(where.earlier)
    statement = samples.proved().statement
    other = samples.attestation(
        statement.replace(b"{", b" {", 1), samples.made_by(samples.PUBLISHER.san)
    )
    (where.earlier / samples.NAMES.asset(Role.PROVENANCE)).write_bytes(other)
    assert signed_by(cosign, where).found == set(BUNDLES) - {Role.PROVENANCE}


def test_a_bundle_under_other_claims_is_made_anew(tmp_path: Path) -> None:
    cosign, where = samples.InMemoryCosign(), places(tmp_path)
    samples.signed().write(where.earlier)
    made = {**samples.made_by(samples.PUBLISHER.san), 23: "another"}
    data = samples.blob_bundle(samples.release_set().files[Role.MODEL], made)
    (where.earlier / samples.NAMES.asset(Role.MODEL_BUNDLE)).write_bytes(data)
    assert signed_by(cosign, where).found == set(BUNDLES) - {Role.MODEL_BUNDLE}


def test_a_bundle_that_nobody_could_judge_is_neither_used_nor_replaced(tmp_path: Path) -> None:
    cosign, where = samples.InMemoryCosign(judges=False), places(tmp_path)
    samples.signed().write(where.earlier)
    with pytest.raises(TrustRootError):
        signed_by(cosign, where)
    assert cosign.signatures == 0
