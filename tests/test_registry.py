"""The registry: read, written, and described by its schema; all three agree."""

import json
from dataclasses import replace
from pathlib import Path
from typing import cast

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.artifact import Digest
from release.errors import InvalidRecordError
from release.names import REGISTRY, Tag
from release.registry import Kind, Mirror, Registry, RegistryEntry, Status

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = json.loads((ROOT / "model/tiny/registry.schema.json").read_text())

digests = st.binary(min_size=1, max_size=8).map(Digest.of)
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
tags = st.builds(
    lambda model, n: Tag(model=model, n=n),
    st.sampled_from(["u2netp", "other", "m2"]),
    st.integers(1, 30),
)
entries = st.builds(
    RegistryEntry,
    kind=st.sampled_from(Kind),
    model=digests,
    opset=st.integers(1, 40),
    licence=texts,
    licence_url=st.sampled_from(["https://example.org/x", "https://a"]),
    description=texts,
    notes=texts,
    mirror=st.builds(
        Mirror,
        tag=tags,
        manifest=digests,
        content_key=digests,
        status=st.sampled_from(Status),
    ),
)


def registry(*made: RegistryEntry) -> Registry:
    whole = Registry(())
    for entry in made:
        whole = whole.with_entry(entry)
    return whole


def accepted(data: bytes) -> bool:
    try:
        Registry.parse(data)
    except InvalidRecordError:
        return False
    return True


def described(data: bytes) -> bool:
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(json.loads(data))


ENTRY = RegistryEntry(
    kind=Kind.FILTER,
    model=Digest.of(b"model"),
    opset=17,
    licence="Apache-2.0",
    licence_url="https://www.apache.org/licenses/LICENSE-2.0",
    description="what it does",
    notes="where it is from",
    mirror=Mirror(
        tag=Tag(model="u2netp", n=1),
        manifest=Digest.of(b"manifest"),
        content_key=Digest.of(b"key"),
        status=Status.ACTIVE,
    ),
)


@given(st.lists(entries, max_size=4))
def test_what_is_written_is_read_back(made: list[RegistryEntry]) -> None:
    whole = registry(*made)
    assert Registry.parse(whole.dump()) == whole
    assert described(whole.dump())


@given(st.lists(entries, max_size=4), entries)
def test_adding_an_entry_twice_is_adding_it_once(
    made: list[RegistryEntry], entry: RegistryEntry
) -> None:
    once = registry(*made).with_entry(entry)
    assert once.with_entry(entry) == once


@given(
    st.permutations(
        [
            replace(ENTRY, mirror=replace(ENTRY.mirror, tag=Tag(model="u2netp", n=n)))
            for n in (1, 2, 10)
        ]
    )
)
def test_the_order_of_adding_does_not_matter(made: list[RegistryEntry]) -> None:
    assert registry(*made).dump() == registry(*reversed(made)).dump()


def test_the_registry_in_the_tree_is_in_the_form_that_programs_write() -> None:
    data = (ROOT / REGISTRY).read_bytes()
    assert Registry.parse(data).dump() == data
    assert described(data)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def document() -> dict[str, list[dict[str, object]]]:
    return cast("dict[str, list[dict[str, object]]]", json.loads(registry(ENTRY).dump()))


FIELDS = tuple(document()["models"][0])
MIRROR_FIELDS = ("tag", "n", "manifest_sha256", "content_key", "status")
WRONG: tuple[object, ...] = (
    None,
    "",
    0,
    -1,
    True,
    [],
    {},
    "x" * 64,
    "http://plain",
    "../up.onnx",
    1.5,
)


def mirror_of(entry: dict[str, object]) -> dict[str, object]:
    return cast("dict[str, object]", entry["mirror"])


@pytest.mark.parametrize("value", WRONG, ids=repr)
@pytest.mark.parametrize("field", FIELDS)
def test_parser_and_schema_agree_on_a_changed_field(field: str, value: object) -> None:
    changed = document()
    changed["models"][0][field] = value
    data = json.dumps(changed).encode()
    assert accepted(data) is (described(data) and field not in {"id", "onnx", "sigstore_bundle"})


@pytest.mark.parametrize("value", WRONG, ids=repr)
@pytest.mark.parametrize("field", MIRROR_FIELDS)
def test_parser_and_schema_agree_on_a_changed_field_of_mirror(field: str, value: object) -> None:
    changed = document()
    mirror_of(changed["models"][0])[field] = value
    data = json.dumps(changed).encode()
    assert accepted(data) is described(data)


@pytest.mark.parametrize("field", FIELDS)
def test_parser_and_schema_agree_on_a_missing_field(field: str) -> None:
    changed = document()
    del changed["models"][0][field]
    data = json.dumps(changed).encode()
    assert not accepted(data)
    assert not described(data)


@pytest.mark.parametrize("place", ["top", "entry", "mirror"])
def test_parser_and_schema_agree_on_an_unknown_field(place: str) -> None:
    changed = document()
    entry = changed["models"][0]
    tables = {"top": cast("dict[str, object]", changed), "entry": entry, "mirror": mirror_of(entry)}
    tables[place]["more"] = []
    data = json.dumps(changed).encode()
    assert not accepted(data)
    assert not described(data)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "u2netp_mirror_v2"),
        ("onnx", "u2netp_mirror_v2.onnx"),
        ("sigstore_bundle", "u2netp_mirror_v2.onnx.sigstore.json"),
    ],
)
def test_an_entry_named_after_another_release_is_refused(field: str, value: str) -> None:
    changed = document()
    changed["models"][0][field] = value
    assert not accepted(json.dumps(changed).encode())


def test_a_number_that_is_not_the_number_of_the_tag_is_refused() -> None:
    changed = document()
    mirror_of(changed["models"][0])["n"] = 2
    assert not accepted(json.dumps(changed).encode())


def test_an_id_that_stands_twice_is_refused() -> None:
    changed = document()
    changed["models"] *= 2
    assert not accepted(json.dumps(changed).encode())


def test_a_key_that_stands_twice_is_refused() -> None:
    text = registry(ENTRY).dump().decode()
    assert not accepted(text.replace('"smoke": false', '"smoke": true, "smoke": false').encode())


def test_entries_out_of_order_are_refused() -> None:
    second = replace(ENTRY, mirror=replace(ENTRY.mirror, tag=Tag(model="other", n=1)))
    assert not accepted(Registry((ENTRY, second)).dump())
