"""No near miss of the publisher is accepted: neither in this process nor by way of cosign."""

import os
from pathlib import Path

import pytest

from release.bundle import Bundle, Shape
from release.errors import SignatureError
from release.sign.claims import require_claims
from release.sigstore import Cosign
from release.verify.identity import Judge, TrustFile
from tests.instance.claims import Stated
from tests.rehearsal.tools import cache_folder, ready
from tests.sign.samples import instance
from tests.verify.near_misses import NEAR_MISSES, PUBLISHER, TRUE

FILE = b"a model"
EACH = pytest.mark.parametrize("name", NEAR_MISSES)
SHAPES = pytest.mark.parametrize("shape", list(Shape))


@pytest.fixture(scope="module")
def trusted_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return instance().write(tmp_path_factory.mktemp("near") / "trust").trusted_root


@pytest.fixture(scope="module")
def judge(trusted_root: Path) -> Judge:
    return Judge(TrustFile(trusted_root))


@pytest.fixture(scope="module")
def cosign(trusted_root: Path) -> Cosign:
    tools = ready(cache_folder(os.environ))
    return Cosign(binary=tools.cosign, path=os.defpath, network={}, root=trusted_root)


def by_cosign(cosign: Cosign, folder: Path, bundle: bytes) -> None:
    """Accept the bundle as `sign`, `attach`, `record` and `verify_signature` do."""
    (folder / "file").write_bytes(FILE)
    (folder / "bundle").write_bytes(bundle)
    cosign.verify_blob(folder / "file", folder / "bundle", PUBLISHER)
    require_claims(Bundle.parse(bundle, what="it").certificate, PUBLISHER, what="it")


def test_there_are_more_than_forty_and_each_is_another() -> None:
    assert len(NEAR_MISSES) > 40
    different = {tuple(sorted(claims.items())) for claims in (*NEAR_MISSES.values(), TRUE)}
    assert len(different) == len(NEAR_MISSES) + 1


@SHAPES
def test_the_publisher_is_accepted_by_both(
    judge: Judge, cosign: Cosign, tmp_path: Path, shape: Shape
) -> None:
    bundle = instance().sign_blob(FILE, TRUE, shape)
    judge.verify_file(FILE, bundle, PUBLISHER)
    by_cosign(cosign, tmp_path, bundle)


@EACH
def test_a_near_miss_is_refused_in_this_process(judge: Judge, name: str) -> None:
    with pytest.raises(SignatureError):
        judge.verify_file(FILE, bundle_by(NEAR_MISSES[name]), PUBLISHER)


@EACH
def test_a_near_miss_is_refused_by_way_of_cosign(cosign: Cosign, tmp_path: Path, name: str) -> None:
    with pytest.raises(SignatureError):
        by_cosign(cosign, tmp_path, bundle_by(NEAR_MISSES[name]))


def bundle_by(claims: Stated) -> bytes:
    return instance().sign_blob(FILE, claims, Shape.REKOR_V2)
