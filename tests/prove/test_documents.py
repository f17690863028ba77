"""The documents of a release set: list, statement, bill of materials."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from release.artifact import Artifact, Digest
from release.errors import InvalidRecordError
from release.export.metadata import CHANGES
from release.names import Role
from release.prove import sums
from release.prove.sbom import sbom
from release.prove.statement import statement
from tests.pinned import plan, publisher, synthetic

MODEL, TEXT = Artifact.of("m.onnx", b"graph"), Artifact.of("l.txt", b"text")
FILES = {Role.MODEL: MODEL, Role.FIXED: Artifact.of("m_320.onnx", b"same"), Role.LICENCE: TEXT}


def document() -> bytes:
    given = plan(synthetic().pin)
    return sbom(given.tag, synthetic().pin, content_key=given.content_key, files=FILES)


def test_sums_are_sorted_lines_of_sha256sum_and_read_back() -> None:
    text = sums.dump([MODEL, TEXT])
    assert text == f"{TEXT.digest.hex}  l.txt\n{MODEL.digest.hex}  m.onnx\n".encode()
    assert sums.parse(text) == (("l.txt", TEXT.digest), ("m.onnx", MODEL.digest))


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[:-1],
        lambda t: t + t,
        lambda t: t + b"\n",
        lambda t: t.replace(b"  ", b" "),
        lambda t: t.replace(b"  ", b" *"),
        lambda t: t.replace(b"l.txt", b"../l"),
        lambda t: t.replace(b"\n", b"\r\n"),
        lambda t: t.upper(),
        lambda _: b"",
        lambda _: b"\xff",
    ],
)
def test_sums_in_any_other_form_are_refused(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(InvalidRecordError):
        sums.parse(change(sums.dump([MODEL, TEXT])))


def test_the_statement_names_subjects_sources_and_builder_and_no_run() -> None:
    pin = synthetic().pin
    data = statement(pin, publisher(), source_commit="a" * 40, subjects=[TEXT, MODEL])
    said = json.loads(data)
    build = said["predicate"]["buildDefinition"]
    assert [s["name"] for s in said["subject"]] == ["l.txt", "m.onnx"]
    assert said["predicate"]["runDetails"] == {"builder": {"id": publisher().san}}
    assert build["resolvedDependencies"][0]["digest"] == {"sha256": pin.checkpoint.digest.hex}
    assert [d["digest"].get("gitCommit") for d in build["resolvedDependencies"][1:]] == [
        pin.upstream.commit,
        "a" * 40,
    ]
    assert data == statement(pin, publisher(), source_commit="a" * 40, subjects=[MODEL, TEXT])


def test_the_bill_of_materials_is_strict_cyclonedx() -> None:
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(document().decode())
    assert problem is None


def test_the_bill_of_materials_leads_from_the_model_to_the_checkpoint() -> None:
    said = json.loads(document())
    model = said["metadata"]["component"]
    (ancestor,) = model["pedigree"]["ancestors"]
    assert model["type"] == "machine-learning-model"
    assert model["hashes"] == [{"alg": "SHA-256", "content": MODEL.digest.hex}]
    assert ancestor["hashes"][0]["content"] == synthetic().pin.checkpoint.digest.hex
    assert model["pedigree"]["notes"] == CHANGES
    assert [c["name"] for c in said["components"]] == ["m_320", TEXT.name]
    assert said["components"][0]["pedigree"] == model["pedigree"]
    assert "timestamp" not in said["metadata"]


def test_the_serial_number_follows_the_content_key() -> None:
    given = plan(synthetic().pin)
    other = replace(given, content_key=Digest.of(b"other"))
    first, second = (
        json.loads(sbom(p.tag, synthetic().pin, content_key=p.content_key, files=FILES))[
            "serialNumber"
        ]
        for p in (given, other)
    )
    assert first != second
    assert json.loads(document())["serialNumber"] == first
