"""The verdict of a stranger: all checks by name, or the error of the first that fails."""

import base64
from dataclasses import dataclass, field

import pytest

from release.artifact import Digest
from release.bundle import Attestation, Bundle
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
from release.verify.check import Check
from release.verify.examination import Examination
from release.verify.summary import rendered
from release.verify.verdict import Verdict, confirmed, verify
from tests.core.samples import TAG, policy
from tests.rehearsal.signer import signer_of
from tests.sign import samples
from tests.sign.downloads import InMemoryDownloads


@dataclass
class InMemoryJudge:
    """Accepts bundles over the right bytes; `refuses` names the file it does not like."""

    refuses: bytes = b""
    seen: list[Digest] = field(default_factory=list)

    def verify_digest(self, digest: Digest, bundle: bytes, publisher: Publisher) -> None:
        Bundle.parse(bundle, what="bundle")
        text = base64.b64encode(bytes.fromhex(digest.hex))
        if digest == Digest.of(self.refuses) or text not in bundle:
            raise samples.refused()
        assert signer_of(bundle).san == publisher.san
        self.seen.append(digest)

    def verify_statement(self, bundle: bytes, publisher: Publisher) -> bytes:
        attestation = Attestation.parse(bundle, what="provenance")
        assert signer_of(bundle).san == publisher.san
        return attestation.statement


def judged(files: dict[Role, bytes], judge: InMemoryJudge, told: list[Check]) -> Verdict:
    verdict = verify(files, TAG, samples.PUBLISHER, judge, told.append)
    return confirmed(verdict, samples.PUBLISHER, samples.InMemoryCosign(), told.append)


FILES = dict(samples.signed().files)


def test_a_good_release_passes_every_check_by_name() -> None:
    told, judge = list[Check](), InMemoryJudge()
    verdict = judged(FILES, judge, told)
    assert [check.name for check in verdict.checks] == [
        "release set",
        "digests",
        *["identity"] * len(SIGNED_BLOBS),
        "provenance",
        "cosign",
    ]
    assert tuple(told) == verdict.checks
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
    with pytest.raises((InvalidRecordError, DigestMismatchError)):
        verify(FILES, other, samples.PUBLISHER, InMemoryJudge(), lambda _: None)


def test_a_release_with_a_file_missing_is_not_downloaded_in_part() -> None:
    files: dict[Role, bytes] = {role: data for role, data in FILES.items() if role is not Role.SBOM}
    downloads = InMemoryDownloads.of(files)
    public = PublishedRelease(repository=policy().repository, tag=TAG, downloads=downloads)
    with pytest.raises(MissingInputError):
        public.assets(tuple(Role))


def test_the_summary_says_what_held_what_it_proves_and_what_to_know() -> None:
    verdict = judged(FILES, InMemoryJudge(), [])
    found = Examination(checks=verdict.checks, warnings=("it is old",))
    text = rendered("u2netp-mirror-v1", found)
    assert all(check.proves in text for check in verdict.checks)
    assert text.count("| identity |") == len(SIGNED_BLOBS)
    assert text.endswith("* it is old\n")
