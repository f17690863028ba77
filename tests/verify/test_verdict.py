"""The verdict of a stranger: all checks by name, or the error of the first that fails."""

import base64
from dataclasses import dataclass, field

import pytest

from release.artifact import Digest
from release.bundle import Attestation
from release.errors import (
    DigestMismatchError,
    InvalidRecordError,
    MissingInputError,
    ReleaseError,
    SignatureError,
)
from release.names import SIGNED_BLOBS, Role, Tag
from release.policy import Publisher
from release.published import PublishedRelease
from release.verify.summary import rendered
from release.verify.verdict import Verdict, verify
from tests.core.samples import TAG, policy
from tests.rehearsal.signer import signer_of
from tests.sign import samples
from tests.sign.downloads import InMemoryDownloads


@dataclass
class InMemoryJudge:
    """Accepts bundles over the right bytes; `refuses` names the file it does not like."""

    refuses: bytes = b""
    seen: list[Digest] = field(default_factory=list)

    def verify_file(self, data: bytes, bundle: bytes, publisher: Publisher) -> None:
        digest = base64.b64encode(bytes.fromhex(Digest.of(data).hex))
        if data == self.refuses or digest not in bundle:
            raise samples.refused()
        assert signer_of(bundle).san == publisher.san
        self.seen.append(Digest.of(data))

    def verify_statement(self, bundle: bytes, publisher: Publisher) -> bytes:
        assert signer_of(bundle).san == publisher.san
        return Attestation.parse(bundle, what="provenance").statement


def judged(files: dict[Role, bytes], judge: InMemoryJudge, told: list[str]) -> Verdict:
    judges = (samples.InMemoryCosign(), judge)
    return verify(files, TAG, samples.PUBLISHER, judges, told.append)


FILES = dict(samples.signed().files)


def test_a_good_release_passes_every_check_by_name() -> None:
    told, judge = list[str](), InMemoryJudge()
    verdict = judged(FILES, judge, told)
    assert [check.name for check in verdict.checks] == [
        "release set",
        "digests",
        "cosign",
        *["identity"] * len(SIGNED_BLOBS),
        "provenance",
    ]
    assert len(told) == len(verdict.checks)
    assert len(judge.seen) == len(SIGNED_BLOBS)


@pytest.mark.parametrize("role", list(Role))
def test_one_flipped_byte_in_any_file_is_refused(role: Role) -> None:
    data = FILES[role]
    flipped = {**FILES, role: data[:-4] + bytes([data[-4] ^ 1]) + data[-3:]}
    with pytest.raises(ReleaseError):
        judged(flipped, InMemoryJudge(), [])


@pytest.mark.parametrize("role", list(SIGNED_BLOBS))
def test_what_only_the_second_judge_refuses_is_refused(role: Role) -> None:
    with pytest.raises(SignatureError):
        judged(FILES, InMemoryJudge(refuses=FILES[role]), [])


def test_a_release_under_another_tag_is_refused() -> None:
    other = Tag(model="u2netp", n=2)
    judges = (samples.InMemoryCosign(), InMemoryJudge())
    with pytest.raises((InvalidRecordError, DigestMismatchError)):
        verify(FILES, other, samples.PUBLISHER, judges, lambda _: None)


def test_a_release_with_a_file_missing_is_not_downloaded_in_part() -> None:
    files: dict[Role, bytes] = {role: data for role, data in FILES.items() if role is not Role.SBOM}
    downloads = InMemoryDownloads.of(files)
    public = PublishedRelease(repository=policy().repository, tag=TAG, downloads=downloads)
    with pytest.raises(MissingInputError):
        public.assets(tuple(Role))


def test_the_summary_says_under_which_trust_root() -> None:
    verdict = judged(FILES, InMemoryJudge(), [])
    text = rendered(verdict, samples.PUBLISHER, "NOT production, but http://127.0.0.1:1")
    assert "NOT production" in text
    assert text.count("| identity |") == len(SIGNED_BLOBS)
