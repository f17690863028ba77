"""Registries of ten thousand models: their rows alone, and with every file that belongs to them."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema

from release import canonical
from release.artifact import Digest
from release.card import release_row
from release.entry import RegistryEntry
from release.mirror import Mirror, Status
from release.names import Names, Tag
from release.registry import Registry
from release.schema import Schema
from release.sidecar import Sidecar
from tests.bench.measure import ROOT, Row, medians
from tests.registry import samples, trees

LIMIT = 1.0
_MODELS = 10_000
_ROUNDS = 5


def rows() -> tuple[Row, ...]:
    """Return the times of both; `jsonschema` does the part of one that it can do."""
    data = Registry(tuple(samples.model(f"model_{i:05}") for i in range(_MODELS))).dump()
    ours = Schema.compile(samples.schema("registry"))
    theirs = jsonschema.Draft202012Validator(samples.schema("registry"))
    with tempfile.TemporaryDirectory(prefix="registry-") as folder:
        registry = _releases(Path(folder))
        alone, whole = medians(
            (lambda: _read(data, ours), lambda: _check(registry)), rounds=_ROUNDS
        )
    (slow,) = medians((lambda: theirs.is_valid(json.loads(data)),), rounds=1)
    return (
        Row(
            number="rows of 10,000 models",
            measured=f"{alone:.2f} s",
            against=f"`jsonschema`, its part: {slow / alone:.0f} x ({slow:.1f} s)",
            aim=f"at most {LIMIT:g} s",
            kept=alone <= LIMIT,
        ),
        Row(
            number="validator, 10,000 releases, 20,000 files",
            measured=f"{whole:.2f} s",
            against="nothing comparable",
            aim="none",
            kept=True,
        ),
    )


def _read(data: bytes, schema: Schema) -> Registry:
    document = canonical.load_decimals(data, what="registry")
    assert schema.faults(document) == ()
    return Registry.read(document)


def _check(registry: Path) -> None:
    argv = [sys.executable, "-I", "-S", str(ROOT / "scripts/validate_model_registry.py")]
    subprocess.run([*argv, str(registry)], check=True, capture_output=True)


def _releases(folder: Path) -> Path:
    """Write a tree with as many releases, each with its sidecar and its bundle; all is valid."""
    registry = trees.written(trees.good(), folder)
    before = Registry.parse(registry.read_bytes())
    active = next(e for e in before.entries if e.mirror and e.mirror.status is Status.ACTIVE)
    bundle = (registry.parent / active.names.bundle).read_bytes()
    sidecar = Sidecar.parse((registry.parent / active.names.sidecar).read_bytes())
    more = []
    for made, beside in _made(active, sidecar):
        (registry.parent / made.names.sidecar).write_bytes(beside)
        (registry.parent / made.names.bundle).write_bytes(bundle)
        more.append(made)
    entries = sorted((*before.entries, *more), key=lambda entry: entry.id)
    registry.write_bytes(Registry((*entries, *before.burned)).dump())
    _speak_of(more[-1].mirror, active.mirror, folder / trees.MIRROR_CARD)
    return registry


def _made(active: RegistryEntry, sidecar: Sidecar) -> Iterator[tuple[RegistryEntry, bytes]]:
    assert active.mirror
    for n in range(active.mirror.tag.n + 2, _MODELS):
        tag = Tag(model=active.mirror.tag.model, n=n)
        name = Names(tag).registry_id
        beside = replace(sidecar, id=name).dump()
        key = Digest.of(str(tag).encode())
        mirror = replace(
            active.mirror, tag=tag, content_key=key, status=Status.SUPERSEDED, reason="old"
        )
        yield replace(active, id=name, sidecar=Digest.of(beside), mirror=mirror), beside


def _speak_of(newest: Mirror | None, before: Mirror | None, card: Path) -> None:
    assert newest
    assert before
    page = trees.PUBLISHER.repository.url
    text = card.read_text(encoding="utf-8")
    card.write_text(
        text.replace(release_row(before, page), release_row(newest, page)), encoding="utf-8"
    )
