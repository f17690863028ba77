"""The bill of materials: what is shipped, what the locks pin, and nothing left out."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from release import canonical
from release.artifact import Digest
from release.errors import InvalidRecordError
from release.supply_chain import registry_archive
from release.supply_chain.sbom import (
    LOCKS,
    locks_of,
    require_locked,
    require_shipped,
    sbom,
    third_party,
)
from release.supply_chain.source import Source
from release.version import BUILT, Part
from tests.supply_chain.samples import NAMES, VERSION, checkout
from tests.supply_chain.test_packages import wheel

CONTENTS = registry_archive.contents(checkout())


@cache
def built() -> dict[Part, bytes]:
    return {
        Part.WHEEL: wheel(**{"release__a.py": b"import onnx, json\nfrom github import Github\n"}),
        Part.SDIST: b"sdist",
        Part.REGISTRY: registry_archive.packed(checkout(), VERSION),
    }


def made(source: Source | None = None) -> bytes:
    return sbom(source or checkout(), VERSION, built(), registry_archive.models(CONTENTS))


def require(document: bytes, files: dict[Part, bytes] | None = None) -> None:
    require_shipped(document, files or built(), VERSION, frozenset(CONTENTS))


def components() -> dict[str, Any]:
    return {row["name"]: row for row in json.loads(made())["components"]}


def test_it_is_cyclonedx_by_its_own_schema() -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(made().decode()) is None


def test_the_same_version_gives_the_same_bytes_and_other_files_another_number() -> None:
    other = {**built(), Part.SDIST: b"another"}
    number = json.loads(made())["serialNumber"]
    assert made(replace(checkout(), time=1, commit="d" * 40)) == made()
    again = sbom(checkout(), VERSION, other, registry_archive.models(CONTENTS))
    assert json.loads(again)["serialNumber"] != number


def test_it_names_what_is_shipped_with_its_digest() -> None:
    for part in BUILT:
        row = components()[NAMES.asset(part)]
        assert row["hashes"] == [{"alg": "SHA-256", "content": Digest.of(built()[part]).hex}]
    require(made())


def test_it_names_every_package_of_every_lock_and_the_locks() -> None:
    rows = json.loads(made())
    refs = {row["bom-ref"] for row in rows["components"]}
    pinned = {tool for lock in locks_of(checkout()) for tool in lock.tools}
    names = {f"{ref.split('@')[0].removeprefix('pkg:pypi/')}" for ref in refs}
    assert {tool.partition("==")[0].replace("_", "-") for tool in pinned} <= names
    assert [row["name"] for row in rows["metadata"]["properties"]] == list(LOCKS)


def test_every_reference_leads_to_a_component() -> None:
    rows = json.loads(made())
    refs = {row["bom-ref"] for row in (*rows["components"], rows["metadata"]["component"])}
    used = {ref for row in rows["dependencies"] for ref in (row["ref"], *row.get("dependsOn", ()))}
    assert used == refs


def test_what_the_package_imports_is_pinned_by_a_lock() -> None:
    imported = third_party(checkout().below("release"))
    assert {"onnx", "numpy", "onnxruntime", "pygithub"} <= imported
    require_locked(imported, locks_of(checkout()))
    with pytest.raises(InvalidRecordError, match="evil"):
        require_locked(imported | {"evil"}, locks_of(checkout()))


def test_a_tree_that_imports_what_no_lock_pins_has_no_bill() -> None:
    files = {**checkout().files, "release/more.py": b"import leftpad\n"}
    with pytest.raises(InvalidRecordError, match="leftpad"):
        made(replace(checkout(), files=files))


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    document = json.loads(made())
    change(document)
    return canonical.dump(document)


def of_kind(document: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(c for c in document["components"] if c["type"] == kind)
    return found


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "without a file": lambda d: d["components"].remove(of_kind(d, "file")),
    "without a model": lambda d: d["components"].remove(of_kind(d, "machine-learning-model")),
    "another digest of a file": lambda d: of_kind(d, "file")["hashes"][0].update(content="0" * 64),
    "another digest of a model": lambda d: of_kind(d, "machine-learning-model")["hashes"][0].update(
        content="0" * 64
    ),
    "a file more": lambda d: d["components"].append(
        {**of_kind(d, "file"), "bom-ref": "file:more", "name": "more"}
    ),
    "without what the wheel imports": lambda d: d.update(
        components=[c for c in d["components"] if c["name"] != "onnx"]
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_bill_that_says_anything_else_than_what_is_shipped_is_refused(name: str) -> None:
    with pytest.raises(InvalidRecordError):
        require(changed(CHANGES[name]))


def test_a_wheel_that_imports_more_than_was_looked_at_is_refused() -> None:
    more = wheel(**{"release__a.py": b"import leftpad\n"})
    files = {**built(), Part.WHEEL: more}
    document = sbom(checkout(), VERSION, files, registry_archive.models(CONTENTS))
    with pytest.raises(InvalidRecordError, match="leftpad"):
        require(document, files)
