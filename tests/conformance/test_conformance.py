"""The harness tells right from wrong: vectors of our own making, in the suite's layout."""

import os
from pathlib import Path

import pytest

from release.bundle import Shape
from tests.conformance.table import rendered
from tests.conformance.vectors import FOLDER, vectors
from tests.conformance.verdicts import Outcome, other_shape, row
from tests.instance.instance import Instance
from tests.instance.mutations import Ground
from tests.instance.samples import FILE, PUBLISHER, Kind, asked
from tests.rehearsal.tools import cache_folder, ready
from tests.static.page import rows
from tests.static.tree import text

ALL_PASS, ALL_FAIL = [Outcome.PASS] * 3, [Outcome.FAIL] * 3


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout that holds one vector of each sort."""
    instance, checkout = Instance(), tmp_path_factory.mktemp("suite")
    files = instance.write(checkout / "trust")
    ground = Ground(instance=instance, shape=Shape.REKOR_V1, kind=Kind.FILE)
    wrong = ground.wrong()
    bundles = {
        "file-v1": asked(instance, Shape.REKOR_V1, Kind.FILE).bundle,
        "statement-v2": asked(instance, Shape.REKOR_V2, Kind.STATEMENT).bundle,
        "promise-bit_fail": wrong["promise: one bit"],
        "mislabelled_fail": asked(instance, Shape.REKOR_V2, Kind.FILE).bundle,
        "mislabelled": wrong["signature: one bit"],
        "other-shape": wrong["timestamp: none"],
    }
    for name, bundle in bundles.items():
        folder = checkout / FOLDER / name
        folder.mkdir(parents=True)
        parts = {
            "bundle.sigstore.json": bundle,
            "artifact": FILE,
            "identity": PUBLISHER.san.encode(),
            "trusted_root.json": files.trusted_root.read_bytes(),
        }
        for part, data in parts.items():
            (folder / part).write_bytes(data)
    return checkout


@pytest.fixture(scope="module")
def outcomes(made: Path) -> dict[str, list[Outcome]]:
    cosign = ready(cache_folder(os.environ)).cosign
    found = (row(vector, cosign) for vector in vectors(made))
    return {one.name: [one.ours, one.library, one.cosign] for one in found}


@pytest.mark.parametrize("name", ["file-v1", "statement-v2", "promise-bit_fail"])
def test_a_right_answer_is_a_pass(name: str, outcomes: dict[str, list[Outcome]]) -> None:
    assert outcomes[name] == ALL_PASS


@pytest.mark.parametrize("name", ["mislabelled", "mislabelled_fail"])
def test_a_wrong_answer_is_a_fail(name: str, outcomes: dict[str, list[Outcome]]) -> None:
    assert outcomes[name] == ALL_FAIL


def test_a_bundle_of_another_shape_is_counted_apart(outcomes: dict[str, list[Outcome]]) -> None:
    assert outcomes["other-shape"] == [Outcome.NOT_APPLICABLE, Outcome.PASS, Outcome.PASS]


@pytest.mark.parametrize("shape", list(Shape))
def test_no_bundle_of_ours_is_of_another_shape(shape: Shape) -> None:
    assert other_shape(asked(Instance(), shape, Kind.FILE).bundle) == ""


def test_every_vector_is_counted_in_the_table(made: Path) -> None:
    cosign = ready(cache_folder(os.environ)).cosign
    counts = rows(rendered([row(vector, cosign) for vector in vectors(made)]))[:3]
    assert [sum(map(int, numbers)) for _, *numbers in counts] == [6, 6, 6]


def test_the_page_says_of_every_vector_what_is_no_plain_pass() -> None:
    measured = text("docs/verifiers.md").partition("<!-- conformance:begin -->")[2]
    counts, *listed = rows(measured.partition("<!-- conformance:end -->")[0])
    found = [Outcome(line[1]) for line in listed[2:]]
    assert [found.count(o) for o in (Outcome.FAIL, Outcome.NOT_APPLICABLE)] == [
        int(n) for n in counts[2:]
    ]
