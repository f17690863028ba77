"""The trust root: how old it is, who warns, who refuses, and what is no trust root at all."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from release.errors import MissingInputError, MissingToolError, TrustRootError
from release.verify import trust
from release.verify.demands import Trust
from tests.core.samples import policy
from tests.sign.samples import instance
from tests.verify.shelf import TODAY

AGES = policy().trust_root


@pytest.fixture(scope="module")
def trusted_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return instance().write(tmp_path_factory.mktemp("trust") / "trust").trusted_root


def kept(trusted_root: Path, folder: Path, days: int) -> Trust:
    """Return the trust root as if its file had been written `days` ago."""
    old = Path(shutil.copy(trusted_root, folder))
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    then = (noon - timedelta(days=days)).timestamp()
    os.utime(old, (then, then))
    return trust.kept(old, policy(), TODAY)


@pytest.mark.parametrize(
    ("days", "warnings"), [(0, 0), (AGES.warn_days, 0), (AGES.warn_days + 1, 1)]
)
def test_its_age_is_said_and_a_high_one_is_a_warning(
    trusted_root: Path, tmp_path: Path, days: int, warnings: int
) -> None:
    found = kept(trusted_root, tmp_path, days)
    assert f"{days} days old" in found.check.detail
    assert len(found.warnings) == warnings


@pytest.mark.parametrize("days", [AGES.refuse_days + 1, 20_000, -2])
def test_one_that_is_too_old_or_from_the_future_is_refused(
    trusted_root: Path, tmp_path: Path, days: int
) -> None:
    with pytest.raises(TrustRootError):
        kept(trusted_root, tmp_path, days)


def test_one_of_a_year_without_a_date_is_refused(trusted_root: Path, tmp_path: Path) -> None:
    odd = Path(shutil.copy(trusted_root, tmp_path))
    os.utime(odd, (10**12, 10**12))  # the year 33658; ext4 makes 2446 of it, tmpfs and XFS keep it
    with pytest.raises(TrustRootError):
        trust.kept(odd, policy(), TODAY)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b"[" * 100_000, b'{"mediaType": 1}'])
def test_what_is_no_trust_root_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "root.json").write_bytes(data)
    with pytest.raises(TrustRootError):
        trust.kept(tmp_path / "root.json", policy(), TODAY)


def test_none_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError):
        trust.kept(tmp_path / "root.json", policy(), TODAY)


def test_a_package_below_the_policy_is_a_missing_tool() -> None:
    least = policy().tools.sigstore
    trust.require_sigstore(least, least)
    for found in ("4.2.0", "3.9.9", "9.0.0rc1", "9.0"):
        with pytest.raises(MissingToolError):
            trust.require_sigstore(found, least)
