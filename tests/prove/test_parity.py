"""The comparison with upstream's network: what passes, what is refused, what is certified."""

import json
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from release.artifact import Digest
from release.errors import DigestMismatchError, InvalidRecordError, ParityError
from release.export.answers import Answers, Maps
from release.export.checkpoint import read_checkpoint
from release.export.graph import export
from release.export.specimens import SPECIMENS
from release.names import Tag
from release.prove import controls, outputs, page
from release.prove.bounds import DIFFERENCE
from release.prove.certificate import Certificate, at_most
from release.prove.comparison import Comparison, compare, form_of
from tests.answered import answers, graphs
from tests.pinned import synthetic


@cache
def graph() -> bytes:
    return export(synthetic().pin, synthetic().checkpoint)


@cache
def comparison() -> Comparison:
    return judge(answers())


def judge(said: Answers) -> Comparison:
    pin, checkpoint = synthetic().pin, synthetic().checkpoint
    return compare(pin, "u2netp_mirror_v1", graphs=graphs(), checkpoint=checkpoint, answers=said)


def certificate() -> Certificate:
    return comparison().certificate


def maps(index: int, *, single: float) -> Answers:
    """Return answers whose map `index` is moved by so much."""
    found = list(answers().maps)
    one = found[index]
    found[index] = Maps(
        single=(one.single + np.float32(single)).astype(np.float32),
        double=one.double,
    )
    return replace(answers(), maps=tuple(found))


def measured(said: Answers) -> list[outputs.Measured]:
    """Return how far our maps are from those of `said`."""
    return list(map(outputs.measure, SPECIMENS, comparison().maps, said.maps))


def test_every_map_is_near_torchs_and_every_control_was_refused() -> None:
    assert certificate().require({"model": Digest.of(graph())}) == certificate()
    assert [one.specimen for one in certificate().compared] == list(SPECIMENS)


def test_the_certificate_reads_back_as_it_was_written() -> None:
    assert Certificate.parse(certificate().dump()) == certificate()


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(replace(answers(), code=Digest.of(b"other")), id="code"),
        pytest.param(replace(answers(), checkpoint=Digest.of(b"other")), id="checkpoint"),
    ],
)
def test_answers_of_another_network_are_refused(said: Answers) -> None:
    with pytest.raises(DigestMismatchError):
        judge(said)


@pytest.mark.parametrize("exporter", ["dynamo", "torchscript"])
def test_another_canonical_form_is_refused(exporter: str) -> None:
    forms = tuple(
        (name, Digest.of(b"other") if name == exporter else form)
        for name, form in answers().canonical
    )
    with pytest.raises(ParityError) as caught:
        judge(replace(answers(), canonical=forms))
    assert exporter in caught.value.expected


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(maps(0, single=2e-4), id="an image"),
        pytest.param(maps(-1, single=2e-4), id="one pixel"),
        pytest.param(maps(4, single=float("nan")), id="no number"),
    ],
)
def test_maps_that_are_too_far_apart_are_refused(said: Answers) -> None:
    with pytest.raises(ParityError):
        outputs.require_equal(measured(said))


def test_a_graph_much_further_from_the_truth_than_torch_is_refused() -> None:
    found = [replace(one, error=4.1e-6, torch_error=1e-6) for one in measured(answers())]
    with pytest.raises(ParityError):
        outputs.require_equal(found)
    outputs.require_equal([replace(one, error=3.9e-6) for one in found])


@pytest.mark.parametrize("control", controls.CONTROLS, ids=lambda control: control.name)
def test_a_comparison_that_lets_a_control_pass_stops_everything(control: controls.Control) -> None:
    numbers = controls.float_entries(read_checkpoint(synthetic().checkpoint))
    wrong = controls.spoiled(graph(), control, numbers)
    assert form_of(wrong) != form_of(graph())
    with pytest.raises(ParityError) as caught:
        controls.require_refused_by_form(graph(), form_of(wrong), numbers)
    assert control.name in caught.value.problem


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (1e-4, "0.0001"),
        (1.0000001e-4, "0.0002"),
        (9.1e-6, "0.00001"),
        (0.88, "0.9"),
        (4.0, "4"),
        (3.1, "4"),
    ],
)
def test_a_number_is_rounded_up_to_one_digit(number: float, text: str) -> None:
    assert f"{at_most(number):f}" == text
    assert at_most(number) >= Decimal(str(number))


def spoiled(path: str, value: object) -> bytes:
    """Return the certificate with the field at `path` replaced, in canonical form."""
    document = json.loads(certificate().dump())
    *way, last = path.split(".")
    place = document
    for word in way:
        place = place[int(word) if word.isdigit() else word]
    place[last] = value
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("bounds.difference", "0.01"),
        ("canonical.dynamo", "0" * 64),
        ("controls", []),
        ("images", []),
        ("images.0.difference", "1e-4"),
        ("images.0.difference", 0.0001),
        ("images.0.name", "another"),
        ("recipe", 2),
        ("schema", "other"),
        ("versions.oracle.torch", ""),
        ("note", "passed with warnings"),
    ],
)
def test_a_certificate_of_another_shape_is_refused(path: str, value: object) -> None:
    with pytest.raises(InvalidRecordError):
        Certificate.parse(spoiled(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("error_ratio", "5"),
        ("images.0.difference", "0.0002"),
        ("images.0.changed_pixels", "0.02"),
        ("images.0.grey_levels", 2),
        ("images.0.sha256", "0" * 64),
        ("model_sha256", "0" * 64),
    ],
)
def test_a_certificate_that_does_not_hold_is_refused(path: str, value: object) -> None:
    found = Certificate.parse(spoiled(path, value))
    with pytest.raises(InvalidRecordError):
        found.require({"model": Digest.of(graph())})


def test_the_page_shows_the_maps_and_counts_every_pixel(tmp_path: Path) -> None:
    files = page.page(Tag(model="u2netp", n=1), comparison())
    assert sum(page.histogram(comparison())) == sum(s.height * s.width for s in SPECIMENS)
    assert files["parity.png"].startswith(b"\x89PNG")
    text = files["parity.html"].decode()
    assert all(control.name in text for control in controls.CONTROLS)
    assert f"{DIFFERENCE:.0e}" in text
    (tmp_path / "parity.html").write_bytes(files["parity.html"])


def test_a_difference_beyond_the_bound_would_stand_right_of_the_line() -> None:
    moved = replace(comparison(), theirs=maps(0, single=5e-4).maps)
    assert page.histogram(moved)[-2] >= 320 * 320 - 1
    assert page.histogram(comparison())[-3:] == (0, 0, 0)
