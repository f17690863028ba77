"""C2: a format is specified once, and its worked example is read and written."""

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from release import canonical, sighting
from release.artifact import Artifact, Digest
from release.guard.plan import Plan
from release.manifest import Manifest
from release.names import Role
from release.pin import Pin
from release.policy import Policy
from release.prove.certificate import Certificate
from release.prove.comparison import code_digest
from release.prove.statement import statement
from release.record.entry import entry as row
from release.registry import Registry
from release.sidecar import Sidecar
from release.validate.finding import RULES
from release.verify.rebuild import statement as rebuilt
from release.verify.revocations import RevocationList
from release.verify.seen import Memory
from release.watch.announced import MISSING, known_missing
from release.watch.log.explained import KNOWN, known_entries
from tests.rehearsal.report import SCHEMA, Report
from tests.static import examples
from tests.static.page import blocks, rows, section
from tests.static.tree import ROOT, text

MODELS = "docs/ai/model-registry.md"


def example(heading: str, kind: str) -> bytes:
    (block,) = blocks(section(text("docs/pipeline.md"), heading), kind)
    return block.body.encode()


def canonical_example(heading: str) -> bytes:
    return canonical.dump(json.loads(example(heading, "json")))


def test_the_pin_on_the_page_is_the_pin_in_the_tree() -> None:
    tree = (ROOT / "model/u2netp_mirror.toml").read_bytes()
    assert Pin.parse(example("Pin", "toml")) == Pin.parse(tree)
    assert tomllib.loads(example("Pin", "toml").decode()) == tomllib.loads(tree.decode())


def test_the_policy_on_the_page_is_the_policy_in_the_tree() -> None:
    tree = (ROOT / "model/policy.toml").read_bytes()
    assert Policy.parse(example("Policy", "toml")) == Policy.parse(tree)


def test_the_plan_on_the_page_is_read_and_written_unchanged() -> None:
    data = canonical_example("Plan")
    assert Plan.parse(data.decode()).dump().encode() == data


def test_the_manifest_on_the_page_is_read_and_written_unchanged() -> None:
    data = canonical_example("Manifest")
    assert Manifest.parse(data).dump() == data


def test_the_certificate_on_the_page_is_read_and_written_unchanged_and_holds() -> None:
    certificate = Certificate.parse(canonical_example("Parity certificate"))
    assert certificate.dump() == canonical_example("Parity certificate")
    assert certificate.require({"code": code_digest(examples.pin())}) == certificate


def test_the_examples_are_those_that_their_generator_writes() -> None:
    page = text("docs/pipeline.md")
    made = examples.examples(page)
    assert {heading: examples.found(page, heading) for heading in made} == made


def test_the_registry_on_the_page_is_read_and_written_unchanged_and_fits_the_schema() -> None:
    data = example("Registry entry", "json")
    schema = Draft202012Validator(json.loads(text("model/tiny/registry.schema.json")))
    assert Registry.parse(data).dump() == data
    assert list(schema.iter_errors(json.loads(data))) == []


def test_the_examples_on_the_page_speak_of_one_release() -> None:
    (entry,) = Registry.parse(example("Registry entry", "json")).entries
    manifest = Manifest.parse(canonical_example("Manifest"))
    assert entry.mirror
    assert entry.mirror.manifest == Digest.of(manifest.dump())
    assert (entry.mirror.tag, entry.model) == (manifest.tag, manifest.artifact(Role.MODEL).digest)
    assert entry.mirror.content_key == manifest.content_key
    assert entry == row(manifest, Policy.parse(example("Policy", "toml")).publisher(manifest.tag))


def test_the_sidecar_on_the_page_is_read_and_written_unchanged_and_fits_the_schema() -> None:
    (block,) = blocks(section(text(MODELS), "Sidecar"), "json")
    schema = Draft202012Validator(json.loads(text("model/tiny/sidecar.schema.json")))
    assert Sidecar.parse(block.body.encode()).dump() == block.body.encode()
    assert list(schema.iter_errors(json.loads(block.body))) == []


def test_the_rules_on_the_page_are_those_of_the_validator() -> None:
    table = rows(section(text(MODELS), "What is checked"))
    assert table == tuple((f"`{rule}`", sentence) for rule, sentence in RULES.items())


@pytest.mark.parametrize(("heading", "name"), [("Fields", "registry"), ("Sidecar", "sidecar")])
def test_the_page_speaks_of_every_field_of_the_schema(heading: str, name: str) -> None:
    schema = json.loads(text(f"model/tiny/{name}.schema.json"))
    tables = [*schema["$defs"].values(), *([schema] if name == "sidecar" else [])]
    tables += [t["items"] for t in schema["properties"].values() if "items" in t]
    fields = {field for table in tables for field in table.get("properties", {})}
    said = {word for row in rows(section(text(MODELS), heading)) for word in row[0].split("`")}
    assert fields - said == set()


def test_the_revocation_list_on_the_page_is_read_and_written_unchanged() -> None:
    data = canonical_example("Revocation list")
    assert RevocationList.parse(data).dump() == data


def test_the_known_signatures_on_the_page_and_in_the_tree_are_read() -> None:
    assert len(known_entries(example("Known signatures", "toml"))) == 1
    assert known_entries((ROOT / KNOWN).read_bytes()) == frozenset()


def test_the_missing_versions_on_the_page_and_in_the_tree_are_read() -> None:
    shown = example("Missing versions", "toml")
    assert len(known_missing(shown)) == 1
    assert known_missing((ROOT / MISSING).read_bytes()) == frozenset()


def test_the_sightings_on_the_page_are_read_and_written_unchanged() -> None:
    data = canonical_example("Sightings").decode()
    seen, more = sighting.parse(data)
    assert (sighting.dump(seen), more) == (data, 0)


def test_the_state_on_the_page_is_read_and_written_unchanged() -> None:
    data = canonical_example("State of a verifier")
    assert Memory.parse(data).dump() == data


def test_the_report_on_the_page_has_the_fields_of_a_report(tmp_path: Path) -> None:
    shown, written = json.loads(example("report.json", "json")), Report(folder=tmp_path).fields()
    assert (list(shown), shown["schema"]) == (list(written), SCHEMA)


def test_the_provenance_on_the_page_is_what_prove_writes() -> None:
    data = canonical_example("Provenance")
    subjects = [
        Artifact(name=s["name"], size=1, digest=Digest(s["digest"]["sha256"]))
        for s in json.loads(data)["subject"]
    ]
    pin = Pin.parse((ROOT / "model/u2netp_mirror.toml").read_bytes())
    manifest = Manifest.parse(canonical_example("Manifest"))
    publisher = Policy.parse(example("Policy", "toml")).publisher(manifest.tag)
    commit = manifest.source.commit
    assert statement(pin, publisher, source_commit=commit, subjects=subjects) == data


def test_the_rebuild_statement_on_the_page_is_what_a_rebuild_writes() -> None:
    data, pin = canonical_example("Rebuild statement"), Pin.parse(example("Pin", "toml"))
    manifest, policy = canonical_example("Manifest"), Policy.parse(example("Policy", "toml"))
    tools = json.loads(data)["predicate"]["tools"]
    assert rebuilt(Manifest.parse(manifest), pin, policy.repository, tools) == data
