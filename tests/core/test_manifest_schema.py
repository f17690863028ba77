"""The schema of the manifest accepts what its parser does, save relations it cannot say."""

import copy
import json
from collections.abc import Iterator
from functools import cache

import pytest
from jsonschema import Draft202012Validator

from release import canonical
from release.errors import InvalidRecordError
from release.manifest import CLAUSES, Manifest
from release.names import LISTED_IN_MANIFEST
from tests.core import samples

Step = str | int
Path = tuple[Step, ...]
SCHEMA = json.loads((samples.ROOT / "model/manifest.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
GOOD = json.loads(samples.manifest().dump())

RELATIONS = {
    "tag": "is model and n",
    "id": "is model and n",
    "model": "stands in tag, id and asset names",
    "n": "stands in tag, id and asset names",
    "assets/name": "follows from the tag",
    "assets/sha256": "stands in the clauses too",
    "licence/clauses/file": "is an asset",
    "licence/clauses/sha256": "is that asset's",
    "run_provenance/source_commit": "is the source's",
    "source/commit": "stands in run_provenance too",
    "run_provenance/locks/tools": "are sorted",
    "upstream/files": "are sorted by path, each once",
}
"""What a schema cannot say, by field; everything else it must say."""

ODD: tuple[object, ...] = (
    *(None, True, 0, -1, 2, 10**6),
    *("", "x", "none", "a" * 64, "b" * 64 + "\n", "a" * 40, "two\nlines", "../x"),
    *(
        "u2netp-mirror-v2",
        "u2netp_mirror_v2.onnx",
        "u2netp_mirror_v2_320.onnx",
        "u2netp_mirror_v2",
        "https://example.org/x",
    ),
    *("owner/name", "numpy==2.4.6", [], ["zlib==1", "abc==2"], {}, {"x": 1}),
)


def places(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of `value` and of what is in it; of a list, its two ends."""
    yield path
    keys = value if isinstance(value, dict) else ()
    for key in {0, len(value) - 1} if isinstance(value, list) else keys:
        yield from places(at(value, (key,)), (*path, key))


def at(document: object, path: Path) -> object:
    for step in path:
        document = document[step]  # type: ignore[index] # a path of this very document
    return document


def changed(path: Path) -> Iterator[object]:
    """Yield the good manifest with one change at `path`: other, missing, doubled, or one more."""
    for odd in ODD:
        yield _with(path, odd)
    here, parent = at(GOOD, path), copy.deepcopy(GOOD)
    del at(parent, path[:-1])[path[-1]]  # type: ignore[attr-defined] # a table or a list
    yield parent
    if isinstance(here, dict):
        yield _with(path, {**here, "unknown": "x"})
    if isinstance(here, list):
        yield from (_with(path, more) for more in ([*here, here[0]], here[::-1], here[1:]))


def _with(path: Path, value: object) -> object:
    document = copy.deepcopy(GOOD)
    at(document, path[:-1])[path[-1]] = value  # type: ignore[index] # a table or a list
    return document


@cache
def validator(field: str) -> Draft202012Validator:
    return Draft202012Validator({**SCHEMA["properties"][field], "$defs": SCHEMA["$defs"]})


def fits(document: object, path: Path) -> bool:
    """Tell whether `document`, which differs at `path`, fits; below the top only that field can."""
    if len(path) == 1:
        return VALIDATOR.is_valid(document)
    return validator(str(path[0])).is_valid(at(document, path[:1]))


def parses(document: object) -> bool:
    try:
        Manifest.parse(json.dumps(document, sort_keys=True, separators=(",", ":")).encode())
    except InvalidRecordError:
        return False
    return True


def test_the_schema_is_a_schema_and_takes_a_manifest() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert (VALIDATOR.is_valid(GOOD), parses(GOOD)) == (True, True)
    assert canonical.dump(GOOD) == samples.manifest().dump()


@pytest.mark.parametrize(
    "path", [p for p in places(GOOD) if p], ids=lambda p: "/".join(map(str, p))
)
def test_one_change_is_judged_alike_by_schema_and_parser(path: Path) -> None:
    named = [str(step) for step in path if isinstance(step, str) and step not in CLAUSES]
    related = any("/".join(named).startswith(field) for field in RELATIONS)
    for document in changed(path):
        fitting, taken = fits(document, path), parses(document)
        assert fitting == taken or (related and fitting), document


@pytest.mark.parametrize("field", sorted(RELATIONS))
def test_a_relation_is_one_that_the_schema_does_not_see(field: str) -> None:
    found = [
        path
        for path in places(GOOD)
        if "/".join(str(s) for s in path if isinstance(s, str) and s not in CLAUSES) == field
    ]
    documents = [(document, path) for path in found for document in changed(path)]
    assert any(fits(document, path) and not parses(document) for document, path in documents)


def test_the_schema_lists_roles_and_clauses_as_the_manifest_does() -> None:
    assets = SCHEMA["properties"]["assets"]["prefixItems"]
    assert [a["properties"]["role"]["const"] for a in assets] == [
        role.value for role in LISTED_IN_MANIFEST
    ]
    clauses = SCHEMA["properties"]["licence"]["properties"]["clauses"]["required"]
    assert clauses == sorted(CLAUSES)
