"""The instance in this process signs what the real clients accept, in both shapes of a bundle."""

import json
import time

import pytest

from release.bundle import Shape
from release.errors import BundleError
from release.verify.identity import Judge, TrustFile
from tests.instance.instance import Instance
from tests.instance.samples import CLAIMS, FILE, PUBLISHER, Kind, asked
from tests.instance.verifiers import Programs, SigstorePython
from tests.rehearsal.sigstore.trust import TrustFiles

SHAPES = pytest.mark.parametrize("shape", list(Shape))
KINDS = pytest.mark.parametrize("kind", list(Kind))


@SHAPES
@KINDS
def test_cosign_accepts(instance: Instance, programs: Programs, shape: Shape, kind: Kind) -> None:
    answer = programs.cosign(asked(instance, shape, kind))
    assert answer.accepted, answer.said


@SHAPES
@KINDS
def test_cosign_accepts_by_the_timestamp_too(
    instance: Instance, programs: Programs, shape: Shape, kind: Kind
) -> None:
    answer = programs.cosign_with_timestamps(asked(instance, shape, kind))
    assert answer.accepted, answer.said


@SHAPES
def test_gh_accepts_a_statement(instance: Instance, programs: Programs, shape: Shape) -> None:
    answer = programs.gh(asked(instance, shape, Kind.STATEMENT))
    assert answer.accepted, answer.said


@SHAPES
@KINDS
def test_sigstore_python_accepts(
    instance: Instance, files: TrustFiles, shape: Shape, kind: Kind
) -> None:
    answer = SigstorePython(files)(asked(instance, shape, kind))
    assert answer.accepted, answer.said


@SHAPES
def test_another_instance_is_not_believed(files: TrustFiles, shape: Shape) -> None:
    assert not SigstorePython(files)(asked(Instance(), shape, Kind.FILE)).accepted


def test_it_starts_and_signs_in_a_tenth_of_a_second() -> None:
    begun = time.process_time()
    Instance().sign_blob(FILE, CLAIMS, Shape.REKOR_V1)
    assert time.process_time() - begun < 0.1


def test_only_the_older_log_promises_and_says_when(instance: Instance) -> None:
    made = {s: json.loads(asked(instance, s, Kind.FILE).bundle) for s in Shape}
    entries = {s: made[s]["verificationMaterial"]["tlogEntries"][0] for s in Shape}
    older = entries[Shape.REKOR_V1].keys() - entries[Shape.REKOR_V2].keys()
    assert older == {"inclusionPromise", "integratedTime"}


@pytest.mark.parametrize("seconds", [253402300800, 2**63 - 1, 2**63])
def test_a_time_that_no_calendar_has_is_in_no_bundle(
    instance: Instance, files: TrustFiles, seconds: int
) -> None:
    document = json.loads(instance.sign_blob(FILE, CLAIMS, Shape.REKOR_V1))
    document["verificationMaterial"]["tlogEntries"][0]["integratedTime"] = str(seconds)
    judge = Judge(TrustFile(files.trusted_root))
    with pytest.raises(BundleError):
        judge.verify_file(FILE, json.dumps(document).encode(), PUBLISHER)
