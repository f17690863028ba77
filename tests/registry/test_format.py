"""The registry and the sidecar: read, written, and described by schemas; all agree."""

import json
from collections.abc import Callable

import jsonschema
import pytest

from release.entry import QuantMode
from release.errors import InvalidRecordError
from release.names import REGISTRY
from release.registry import Registry
from release.schema import Schema
from release.sidecar import Sidecar
from tests.registry import samples
from tests.registry.samples import (
    EVERYTHING,
    ROOT,
    SIDECAR,
    Document,
    Steps,
    changes,
    places,
    quantised,
)

SCHEMAS = {name: samples.schema(name) for name in ("registry", "sidecar")}
VALIDATORS = {name: jsonschema.Draft202012Validator(SCHEMAS[name]) for name in SCHEMAS}
COMPILED = {name: Schema.compile(SCHEMAS[name]) for name in SCHEMAS}
READERS: dict[str, Callable[[Document], object]] = {
    "registry": Registry.read,
    "sidecar": Sidecar.read,
}
GOOD: dict[str, Document] = {
    "registry": json.loads(EVERYTHING.dump()),
    "sidecar": json.loads(SIDECAR.dump()),
}

RELATIONS = {
    "registry": {
        "models": "are sorted by id, each once, and fit together",
        "models/id": "names the files, and is the mirror's",
        "models/onnx": "follows from the id",
        "models/sigstore_bundle": "follows from the id",
        "models/mirror": "stands for the id",
        "models/mirror/tag": "is the number, and the id",
        "models/mirror/n": "is the number of the tag",
        "models/mirror/content_key": "is released once",
        "models/mirror/publisher_from_n": "is not later than the number",
        "models/mirror/status": "is active once, and not where a rollback goes",
        "burned": "are sorted, and no models",
        "burned/tag": "is the number, and no model",
        "burned/n": "is the number of the tag",
        "rollbacks": "name a superseded release each",
        "rollbacks/to": "is a superseded release",
    },
    "sidecar": {
        "id": "names the file",
        "onnx": "follows from the id",
        "input_names": "repeat the inputs",
        "output_names": "repeat the outputs",
        "inputs": "are repeated by name",
        "inputs/name": "is repeated",
        "outputs": "are repeated by name",
        "outputs/name": "is repeated",
        "outputs/range": "grows",
    },
}
"""What a schema cannot say, by field; everything else it must say."""


def named(way: Steps) -> str:
    """Return the field at `way`, whichever row it stands in."""
    return "/".join(str(step) for step in way if isinstance(step, str))


def _cases(name: str) -> list[tuple[str, Steps]]:
    """Return the way to each field of a document: in the first row that has it, and in the last."""
    ways = [way for way in places(GOOD[name]) if way]
    first = {named(way): way for way in reversed(ways)}
    last = {named(way): way for way in ways}
    return [(name, way) for way in dict.fromkeys((*first.values(), *last.values()))]


CASES = [case for name in GOOD for case in _cases(name)]


def parses(name: str, document: Document) -> bool:
    try:
        READERS[name](document)
    except InvalidRecordError:
        return False
    return True


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_change_is_judged_alike_by_schema_compiled_schema_and_parser(
    case: tuple[str, Steps],
) -> None:
    name, way = case
    for document in changes(GOOD[name], way):
        fits, taken = VALIDATORS[name].is_valid(document), parses(name, document)
        assert fits is (COMPILED[name].faults(document) == ()), document
        assert fits is taken or (fits and _related(case)), document


def _related(case: tuple[str, Steps]) -> bool:
    """Tell whether a relation speaks of the changed field, or of a value of its list."""
    field = named(case[1])
    return field in RELATIONS[case[0]] or field.rpartition("/")[0] == "outputs/range"


@pytest.mark.parametrize(
    ("name", "field"), [(n, field) for n, fields in RELATIONS.items() for field in fields]
)
def test_a_relation_is_one_that_the_schema_does_not_see(name: str, field: str) -> None:
    found = [way for n, way in CASES if n == name and named(way) == field]
    documents = [document for way in found for document in changes(GOOD[name], way)]
    assert any(not COMPILED[name].faults(d) and not parses(name, d) for d in documents)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_takes_the_good_document(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert COMPILED[name].faults(GOOD[name]) == ()
    assert parses(name, GOOD[name])


def test_the_registry_in_the_tree_is_in_the_form_that_programs_write() -> None:
    data = (ROOT / REGISTRY).read_bytes()
    assert Registry.parse(data).dump() == data
    assert VALIDATORS["registry"].is_valid(json.loads(data))


def test_what_is_written_is_read_back() -> None:
    assert Registry.parse(EVERYTHING.dump()) == EVERYTHING
    assert Sidecar.parse(SIDECAR.dump()) == SIDECAR


@pytest.mark.parametrize("mode", QuantMode)
def test_each_mode_is_written_and_read_back(mode: QuantMode) -> None:
    how = None if mode is QuantMode.FP32 else quantised(mode)
    whole = samples.registry(samples.model("plain", quantised=how))
    assert Registry.parse(whole.dump()) == whole
    assert whole.entries[0].quant_mode is mode


@pytest.mark.parametrize(
    "replacement",
    [
        ('"smoke": false', '"smoke": true, "smoke": false'),
        ('"opset": 17', '"opset": 17.0'),
        ('"opset": 17', '"opset": 1.7e1'),
        ("0.01", "0.010"),
        ("0.01", "1e-2"),
        ("0.01", "NaN"),
        ('"what it does"', '"\\ud800"'),
        ("0.01", "0.00001"),
        ('"opset": 17', '"opset": 1e308'),
    ],
    ids=lambda pair: pair[1],
)
def test_json_that_we_never_write_is_refused(replacement: tuple[str, str]) -> None:
    text = EVERYTHING.dump().decode()
    assert replacement[0] in text
    with pytest.raises(InvalidRecordError):
        Registry.parse(text.replace(*replacement).encode())


@pytest.mark.parametrize(
    "document",
    [
        {"type": "null"},
        {"$ref": "#/$defs/none"},
        {"$ref": "other.json"},
        {"$defs": {"a": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"},
        {"pattern": "("},
        {"properties": []},
        {"allOf": {}},
        {"items": 1},
        {"format": "uri"},
        {"oneOf": []},
        {"minLength": "x"},
    ],
    ids=str,
)
def test_a_schema_that_asks_for_what_is_not_checked_is_refused(document: Document) -> None:
    with pytest.raises(InvalidRecordError):
        Schema.compile(document)
