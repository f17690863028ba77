"""Every verifier refuses every row of the mutations, but for those it is known to let pass."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from release.bundle import Attestation, Bundle, Shape
from release.errors import BundleError
from tests.instance.gaps import GAPS
from tests.instance.instance import Instance
from tests.instance.mutations import Ground
from tests.instance.samples import FILE, Kind, Question, asked
from tests.instance.sigstore_js import LACKING, ask
from tests.instance.verifiers import Ours, Programs, SigstorePython, Verify
from tests.rehearsal.sigstore.trust import TrustFiles

EACH = tuple((shape, kind) for shape in Shape for kind in Kind)
GROUNDS = pytest.mark.parametrize(("shape", "kind"), EACH)


Wrong = Mapping[tuple[Shape, Kind], Mapping[str, bytes]]


@pytest.fixture(scope="module")
def wrong(instance: Instance) -> Wrong:
    return {
        (shape, kind): Ground(instance=instance, shape=shape, kind=kind).wrong()
        for shape, kind in EACH
    }


def require(verify: Verify, name: str, wrong: Wrong, shape: Shape, kind: Kind) -> None:
    rows = wrong[shape, kind]
    questions = {row: Question(data=FILE, bundle=rows[row], kind=kind) for row in rows}
    passed = {row for row, question in questions.items() if verify(question).accepted}
    assert passed == GAPS[name][shape].keys() & rows.keys()


@GROUNDS
def test_we_refuse_every_row(files: TrustFiles, wrong: Wrong, shape: Shape, kind: Kind) -> None:
    require(Ours(files), "ours", wrong, shape, kind)


@GROUNDS
def test_sigstore_python_refuses_all_but_its_gaps(
    files: TrustFiles, wrong: Wrong, shape: Shape, kind: Kind
) -> None:
    require(SigstorePython(files), "sigstore-python", wrong, shape, kind)


@GROUNDS
def test_cosign_as_we_call_it_refuses_all_but_its_gaps(
    programs: Programs, wrong: Wrong, shape: Shape, kind: Kind
) -> None:
    verify = programs.cosign_with_timestamps
    require(verify, "cosign, by the timestamp", wrong, shape, kind)


# In the other shape cosign goes by the timestamp without being told: the same call as above.
@pytest.mark.parametrize("kind", list(Kind))
def test_cosign_as_the_page_calls_it_refuses_all_but_its_gaps(
    programs: Programs, wrong: Wrong, kind: Kind
) -> None:
    require(programs.cosign, "cosign", wrong, Shape.REKOR_V1, kind)


@pytest.mark.parametrize("shape", list(Shape))
def test_gh_refuses_all_but_its_gaps(programs: Programs, wrong: Wrong, shape: Shape) -> None:
    require(programs.gh, "gh", wrong, shape, Kind.STATEMENT)


@GROUNDS
def test_sigstore_js_refuses_all_but_its_gaps(
    programs: Programs, instance: Instance, wrong: Wrong, shape: Shape, kind: Kind
) -> None:
    good = asked(instance, shape, kind).bundle
    answers = ask(programs.tools, programs.files, {**wrong[shape, kind], "good": good}, kind)
    if answers is None:
        pytest.skip(LACKING)
    known = GAPS["sigstore-js"][shape].keys() & wrong[shape, kind].keys()
    assert {name for name, said in answers.items() if said == ""} == {"good", *known}


@GROUNDS
def test_we_accept_what_every_row_starts_from(
    instance: Instance, files: TrustFiles, shape: Shape, kind: Kind
) -> None:
    answer = Ours(files)(asked(instance, shape, kind))
    assert answer.accepted, answer.said


@GROUNDS
def test_what_cosign_lets_pass_is_no_bundle_of_ours(wrong: Wrong, shape: Shape, kind: Kind) -> None:
    parse = Bundle.parse if kind is Kind.FILE else Attestation.parse
    # A body that cosign rebuilds is for sigstore-python to compare, not for a parser.
    rows = GAPS["cosign, by the timestamp"][shape].keys() - {"entry: body, another algorithm"}
    for row in rows:
        with pytest.raises(BundleError):
            parse(wrong[shape, kind][row], what="bundle")


@GROUNDS
def test_every_field_is_needed_and_no_other_is_taken(
    instance: Instance, files: TrustFiles, shape: Shape, kind: Kind
) -> None:
    good, ours = asked(instance, shape, kind), Ours(files)
    for path, value in _fields(json.loads(good.bundle)):
        for wrong in (_REMOVED, None, 7, "", [], {}, *_beside(value)):
            bundle = _with(json.loads(good.bundle), path, wrong)
            assert not ours(replace(good, bundle=bundle)).accepted, (path, wrong)


_REMOVED = object()
Path = tuple[str | int, ...]


def _fields(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Give every value below `value` with the way to it."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _fields(inner, (*path, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _fields(inner, (*path, index))


def _beside(value: object) -> Iterator[object]:
    """Give near misses of one value: written otherwise, or with something beside it."""
    if isinstance(value, str):
        yield from (value + " ", value + "=", "0" + value)
    if isinstance(value, dict):
        yield {**value, "unknown": "x"}
    if isinstance(value, list):
        yield [*value, *value[:1]] if value else ["AA=="]


def _with(document: Any, path: Path, value: object) -> bytes:  # noqa: ANN401 # parsed JSON
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    if value is _REMOVED:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return json.dumps(document).encode()


def test_every_gap_is_a_row(wrong: Wrong) -> None:
    for verifier, shapes in GAPS.items():
        for shape, rows in shapes.items():
            known = {row for kind in Kind for row in wrong[shape, kind]}
            assert rows.keys() <= known, verifier
