"""The air-gap kit: what it holds, what it refuses, and that it is verified from its own bytes."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from release.artifact import Digest
from release.bundle import Shape
from release.errors import (
    BundleError,
    DigestMismatchError,
    InvalidRecordError,
    MissingInputError,
    ReleaseError,
    RevokedError,
    SignatureError,
    TrustRootError,
    UnexpectedAssetError,
)
from release.names import COSIGN, POLICY, REVOCATIONS, Names, Role, Tag
from release.verify import archive, kit
from release.verify.cosign_sums import CosignSums
from release.verify.kit import Kit
from release.verify.newest import LIST, LIST_BUNDLE, revocations_in
from release.verify.revocations import Judgement, SignedList
from release.verify.stranger import Stranger
from release.verify.target import KitFile
from tests.assets.make import kit_by
from tests.core.samples import ROOT, TAG, policy, policy_text
from tests.instance.claims import job_of, stated
from tests.instance.instance import Instance
from tests.sign import samples
from tests.static.page import commands
from tests.static.workflows import attach_workflow
from tests.verify.kits import judged
from tests.verify.shelf import list_of, with_rules

GOOD = kit_by(samples.instance(), Shape.REKOR_V2)
DATA = GOOD.dump()
ANY_LIST = SignedList(data=b"{}", bundle=b"{}")


def a_list(*judgements: tuple[int, Judgement]) -> SignedList:
    """Return list 1 of yesterday, really signed."""
    data = list_of(1, *judgements).dump()
    claims = stated(job_of(policy().revoker(1)))
    return SignedList(data=data, bundle=samples.instance().sign_blob(data, claims, Shape.REKOR_V1))


def without(name: str) -> bytes:
    """Return the kit without one of its files."""
    files = dict(archive.load(Names(TAG).kit, DATA, limits=dict.fromkeys(_names(), 1 << 20)))
    del files[name]
    return archive.dump(Names(TAG).kit, files)


def _names() -> list[str]:
    own = (kit.TRUSTED_ROOT, kit.TRUSTED_ROOT_LINE, kit.POLICY, kit.PAGE, kit.COSIGN_SUMS)
    return [*Names(TAG).release_set, *own]


@pytest.mark.parametrize("shape", list(Shape))
def test_a_kit_in_either_shape_is_accepted(shape: Shape) -> None:
    found = judged(kit_by(samples.instance(), shape).dump())
    assert found.checks[0].name == "kit"


def test_a_kit_is_read_as_it_was_written() -> None:
    assert Kit.parse(DATA, tag=TAG) == GOOD
    with_list = replace(GOOD, revocations=ANY_LIST)
    assert Kit.parse(with_list.dump(), tag=TAG) == with_list


@pytest.mark.parametrize("name", _names())
def test_a_kit_that_lacks_a_file_is_refused(name: str) -> None:
    with pytest.raises(UnexpectedAssetError):
        judged(without(name))


@pytest.mark.parametrize("role", list(Role))
def test_one_flipped_bit_in_any_file_of_the_release_is_refused(role: Role) -> None:
    data = GOOD.assets[role]
    flipped = data[:-4] + bytes((data[-4] ^ 1,)) + data[-3:]
    with pytest.raises((DigestMismatchError, SignatureError, BundleError, InvalidRecordError)):
        judged(replace(GOOD, assets={**GOOD.assets, role: flipped}).dump())


def test_a_kit_of_another_release_is_refused() -> None:
    with pytest.raises(InvalidRecordError):
        judged(DATA, tag=Tag(model="u2netp", n=2))


def test_a_kit_signed_by_somebody_else_under_the_same_root_is_refused() -> None:
    evil = "https://github.com/VMAFx/vmafx-evil/.github/workflows/u2netp-mirror-attach.yml@refs/heads/main"
    with pytest.raises(SignatureError):
        judged(replace(GOOD, assets=samples.signed(evil).files).dump())


def test_a_kit_with_the_root_of_another_sigstore_is_refused() -> None:
    with pytest.raises(SignatureError):
        judged(replace(GOOD, trusted_root=Instance().trusted_root).dump())


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        (b"", InvalidRecordError),
        (b"[]", InvalidRecordError),
        (b'{"a": 1, "a": 1}', InvalidRecordError),
        (b'{"mediaType": "x"}', TrustRootError),
    ],
)
def test_a_trust_root_that_is_none_is_refused(root: bytes, expected: type[ReleaseError]) -> None:
    with pytest.raises(expected):
        judged(replace(GOOD, trusted_root=root).dump())


def test_two_roots_in_one_kit_must_be_the_same() -> None:
    other = archive.dump(
        Names(TAG).kit,
        {
            **archive.load(Names(TAG).kit, DATA, limits=dict.fromkeys(_names(), 1 << 20)),
            kit.TRUSTED_ROOT_LINE: kit.one_line(Instance().trusted_root),
        },
    )
    with pytest.raises(InvalidRecordError):
        judged(other)


def test_a_kit_without_a_list_is_refused_where_the_policy_asks_for_one() -> None:
    rules = with_rules(policy_text(), least=1)
    with pytest.raises(RevokedError):
        judged(DATA, rules=rules)
    judged(replace(GOOD, revocations=a_list()).dump(), rules=rules)


def test_the_list_in_the_kit_is_read() -> None:
    with pytest.raises(RevokedError):
        judged(replace(GOOD, revocations=a_list((1, Judgement.REVOKED))).dump())
    found = judged(replace(GOOD, revocations=a_list((1, Judgement.SUPERSEDED))).dump())
    assert len(found.warnings) == 1


def test_a_list_in_the_kit_that_its_own_signer_did_not_sign_is_refused() -> None:
    signed = a_list((1, Judgement.SUPERSEDED))
    with pytest.raises(SignatureError):
        judged(replace(GOOD, revocations=replace(a_list(), bundle=signed.bundle)).dump())


def test_half_a_revocation_list_is_refused() -> None:
    names = [*_names(), LIST, LIST_BUNDLE]
    data = replace(GOOD, revocations=ANY_LIST).dump()
    files = dict(archive.load(Names(TAG).kit, data, limits=dict.fromkeys(names, 1 << 20)))
    del files[LIST_BUNDLE]
    with pytest.raises(UnexpectedAssetError):
        judged(archive.dump(Names(TAG).kit, files))


def test_the_list_of_the_tree_is_packed_with_its_bundle_or_not_at_all(tmp_path: Path) -> None:
    assert revocations_in(tmp_path) is None
    path = tmp_path / REVOCATIONS
    path.parent.mkdir(parents=True)
    path.write_bytes(b"{}")
    with pytest.raises(MissingInputError):
        revocations_in(tmp_path)
    path.with_name(f"{path.name}.bundle").write_bytes(b"{}")
    assert revocations_in(tmp_path) == ANY_LIST


def test_the_page_shows_three_ways_with_the_exact_identity() -> None:
    shown = commands(GOOD.page.decode())
    publisher = policy().publisher(TAG)
    assert [command.split()[0] for command in shown] == [
        *("cosign", "sha256sum", "gh", "../venv/bin/python")
    ]
    assert all(publisher.san in shown[at] for at in (0, 2))
    assert "regexp" not in GOOD.page.decode()


def test_the_policy_in_the_kit_is_the_one_of_the_tree() -> None:
    assert GOOD.policy == (ROOT / POLICY).read_bytes()


def test_cosign_is_named_with_the_version_that_the_workflow_uses() -> None:
    sums = CosignSums.parse((ROOT / COSIGN).read_bytes())
    used = {
        step.inputs["cosign-release"]
        for job in attach_workflow().jobs
        for step in job.steps
        if "cosign-release" in step.inputs
    }
    assert used == {f"v{sums.version}"}


COSIGN_TEXT = (ROOT / COSIGN).read_text()
OTHER_WITNESS, WITNESS = [line for line in COSIGN_TEXT.splitlines() if "blob" in line][:2]
CHANGES: dict[str, Callable[[str], str]] = {
    "another schema": lambda text: text.replace("schema = 1", "schema = 2"),
    "no version": lambda text: text.replace('version = "3.1.2"', ""),
    "a version that is none": lambda text: text.replace("3.1.2", "latest"),
    "an unknown field": lambda text: "latest = true\n" + text,
    "one witness": lambda text: text.replace(WITNESS, "", 1),
    "a witness twice": lambda text: text.replace(WITNESS, OTHER_WITNESS, 1),
    "a digest too short": lambda text: text.replace("f7622ed3", ""),
    "a program of another name": lambda text: text.replace("cosign-linux-amd64", "../cosign"),
    "a program twice": lambda text: text.replace("cosign-linux-arm64", "cosign-linux-amd64"),
    "no TOML": lambda text: text + "[",
    "brackets without end": lambda text: text + "a = " + "[" * 20_000,
}


@pytest.mark.parametrize("what", CHANGES)
def test_sums_of_cosign_that_are_wrong_are_refused(what: str) -> None:
    changed = CHANGES[what](COSIGN_TEXT)
    assert changed != COSIGN_TEXT
    with pytest.raises(InvalidRecordError):
        CosignSums.parse(changed.encode())


def test_a_root_in_one_line_is_the_same_root() -> None:
    line = kit.one_line(GOOD.trusted_root)
    assert (line.count(b"\n"), line[-1:]) == (1, b"\n")
    assert json.loads(line) == json.loads(GOOD.trusted_root)


def test_a_kit_that_brings_its_own_trust_root_is_accepted_with_a_warning(tmp_path: Path) -> None:
    """Whoever makes a kit can make a root, too: this sample was signed by nobody's Sigstore."""
    path, root = tmp_path / "kit.tar", tmp_path / "root.json"
    path.write_bytes(DATA)
    root.write_bytes(GOOD.trusted_root)
    target = KitFile(path=path, tag=TAG)
    who = Stranger(checkout=ROOT, policy=policy(), environment={})
    (warning,) = who.examine(target, lambda _: None).warnings
    assert "the trust root came with the kit" in warning
    assert str(Digest.of(GOOD.trusted_root)) in warning
    assert replace(who, trusted_root=root).examine(target, lambda _: None).warnings == ()
    root.write_bytes(Instance().trusted_root)
    with pytest.raises(SignatureError):
        replace(who, trusted_root=root).examine(target, lambda _: None)


def test_the_page_asks_for_the_gh_that_the_policy_asks_for() -> None:
    least = policy().tools.least_gh("attestation verify")
    assert f"gh {least} or newer" in GOOD.page.decode()
    with pytest.raises(InvalidRecordError):
        policy().tools.least_gh("attestation sign")
