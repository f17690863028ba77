"""A small tree with a row and a file of every sort, as bytes: what the validator looks at."""

import io
import json
import tarfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import cast

from release.artifact import Digest
from release.card import BEGIN, END, POINTS, tree_facts, with_facts
from release.entry import Quantised, QuantMode, RegistryEntry
from release.mirror import Burned
from release.names import CARDS, POLICY, REGISTRY, TINY, Names, Role, Tag, card_path, pin_path
from release.record.card import facts
from release.record.entry import recorded
from release.record.sidecar import sidecar
from release.registry import Registry
from release.smoke import FIXTURES, Fixture, files, with_fixtures
from tests.core.samples import ROOT, TAG, policy
from tests.guard.test_guard import OTHER, numbered
from tests.sign.samples import signed

PUBLISHER = policy().publisher(TAG)
FIRST, SECOND = numbered(1, OTHER), numbered(2)
MIRROR_CARD, PLAIN_CARD = card_path("u2netp"), f"{CARDS}/plain_card.md"
INDEX = {"fast": 0, "plain": 1, "v1": 7, "v2": 8}
"""Where entries stand in the list `models`."""


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link, instead of bytes."""

    to: str


@dataclass(frozen=True, slots=True)
class Directory:
    """An empty folder, instead of bytes."""


Node = bytes | Link | Directory
Table = dict[str, object]


def _model(name: str) -> Fixture:
    return replace(FIXTURES[2], id=name, about="a model of the tree")


def _variant() -> bytes:
    """Return what stands for an int8 variant."""
    return replace(FIXTURES[0], id="variant").onnx()


def entry(name: str, quantised: Quantised | None = None) -> RegistryEntry:
    """Return the row of a model that lies in the tree."""
    made, mode = _model(name), quantised.mode if quantised else QuantMode.FP32
    beside = replace(made.sidecar(), quant_mode=mode)
    return replace(
        made.entry(),
        smoke=False,
        quantised=quantised,
        sidecar=Digest.of(beside.dump()),
    )


def _card(row: RegistryEntry) -> str:
    front = "---\nlicense: apache-2.0\ntags:\n- onnx\n---\n"
    sections = "".join(f"## {point}\n\nIt is so.\n\n```sh\ntrue\n```\n\n" for point in POINTS)
    mode = row.quant_mode
    beside = replace(_model(row.id).sidecar(), quant_mode=mode)
    return f"{front}# {row.id}\n\n{BEGIN}\n{tree_facts(row, beside)}\n{END}\n\n{sections}"


FAST = entry("fast", Quantised(mode=QuantMode.DYNAMIC, digest=Digest.of(_variant()), budget=0.01))
PLAIN = entry("plain")


def registry() -> Registry:
    """Return the rows: two models of the tree, the fixtures, two releases, a burned number."""
    both = recorded(recorded(Registry(()), FIRST, PUBLISHER), SECOND, PUBLISHER)
    burned = Burned(tag=Tag(model="u2netp", n=3), reason="squatted")
    return with_fixtures(both).with_entry(FAST).with_entry(PLAIN).with_entry(burned)


@cache
def good() -> bytes:
    """Return the tree, packed."""
    tree: dict[str, Node] = {}
    for path in (POLICY, pin_path("u2netp")):
        tree[path] = (ROOT / path).read_bytes()
    tree |= {f"{TINY}/{name}": data for name, data in files().items()}
    for name in ("registry.schema.json", "sidecar.schema.json"):
        tree[f"{TINY}/{name}"] = (ROOT / TINY / name).read_bytes()
    for row in (FAST, PLAIN):
        beside = replace(_model(row.id).sidecar(), quant_mode=row.quant_mode)
        tree[f"{TINY}/{row.names.onnx}"] = _model(row.id).onnx()
        tree[f"{TINY}/{row.names.sidecar}"] = beside.dump()
        tree[row.names.card] = _card(row).encode()
    tree[f"{TINY}/{FAST.names.int8}"] = _variant()
    for made in (FIRST, SECOND):
        tree[f"{TINY}/{Names(made.tag).sidecar}"] = sidecar(made)
        tree[f"{TINY}/{Names(made.tag).tree_bundle}"] = signed().files[Role.MODEL_BUNDLE]
    card = (ROOT / MIRROR_CARD).read_text(encoding="utf-8")
    tree[MIRROR_CARD] = with_facts(card, facts(registry(), SECOND, PUBLISHER)).encode()
    tree[REGISTRY] = registry().dump()
    return packed(tree)


def packed(tree: Mapping[str, Node]) -> bytes:
    """Return the tree as one archive: the same tree, the same bytes."""
    stream = io.BytesIO()
    with closing(tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT)) as archive:
        for path, node in tree.items():
            member = tarfile.TarInfo(path)
            if isinstance(node, Link):
                member.type, member.linkname = tarfile.SYMTYPE, node.to
            elif isinstance(node, Directory):
                member.type = tarfile.DIRTYPE
            else:
                member.size = len(node)
            archive.addfile(member, io.BytesIO(node if isinstance(node, bytes) else b""))
    return stream.getvalue()


def unpacked(data: bytes) -> dict[str, Node]:
    """Return the tree in the archive that `packed` made."""
    tree: dict[str, Node] = {}
    with closing(tarfile.open(fileobj=io.BytesIO(data))) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            other = Link(member.linkname) if member.issym() else Directory()
            tree[member.name] = content.read() if content else other
    return tree


def written(data: bytes, folder: Path) -> Path:
    """Write the tree below `folder`; return where its registry is."""
    for path, node in unpacked(data).items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(node, Link):
            place.symlink_to(node.to)
        elif isinstance(node, Directory):
            place.mkdir()
        else:
            place.write_bytes(node)
    return folder / REGISTRY


def put(good: bytes, nodes: Mapping[str, Node | None]) -> bytes:
    """Return the tree with these paths replaced, added, or (None) removed."""
    tree = {path: node for path, node in unpacked(good).items() if path not in nodes}
    return packed(tree | {path: node for path, node in nodes.items() if node is not None})


def read(good: bytes, path: str) -> bytes:
    """Return the file at `path`."""
    node = unpacked(good)[path]
    assert isinstance(node, bytes)
    return node


def replaced(good: bytes, path: str, old: str, new: str) -> bytes:
    """Return the tree with one text in the file at `path` replaced, wherever it stands there."""
    text = read(good, path).decode()
    assert old in text
    return put(good, {path: text.replace(old, new).encode(errors="surrogatepass")})


def edited(good: bytes, change: Callable[[list[Table]], object]) -> bytes:
    """Return the tree with its rows changed; numbers keep their form."""
    document = json.loads(read(good, REGISTRY))
    change(document["models"])
    return put(good, {REGISTRY: json.dumps(document, indent=2, ensure_ascii=False).encode()})


def row(good: bytes, name: str, **fields: object) -> bytes:
    """Return the tree with fields of one entry replaced, or (None) removed."""

    def change(models: list[Table]) -> None:
        _set(models[INDEX[name]], fields)

    return edited(good, change)


def mirror(good: bytes, name: str, **fields: object) -> bytes:
    """Return the tree with fields of one release replaced, or (None) removed."""

    def change(models: list[Table]) -> None:
        _set(cast("Table", models[INDEX[name]]["mirror"]), fields)

    return edited(good, change)


def _set(table: Table, fields: Mapping[str, object]) -> None:
    for key, value in fields.items():
        if value is None:
            del table[key]
        else:
            table[key] = value


def rewritten(good: bytes, name: str, data: bytes) -> bytes:
    """Return the tree with other bytes for the model `name`, and its digests right everywhere."""
    old, new = Digest.of(read(good, f"{TINY}/{name}.onnx")).hex, Digest.of(data).hex
    good = put(good, {f"{TINY}/{name}.onnx": data})
    card = f"docs/ai/models/{name}_card.md"
    good = replaced(good, card, old, new)
    return beside(good, name, lambda text: text.replace(old, new), old, new)


def beside(
    good: bytes, name: str, change: Callable[[str], str], old: str = "", new: str = ""
) -> bytes:
    """Return the tree with another sidecar for `name`, its digest right in the registry."""
    path = f"{TINY}/{name}.json"
    before = read(good, path)
    after = change(before.decode()).encode()
    good = replaced(put(good, {path: after}), REGISTRY, Digest.of(before).hex, Digest.of(after).hex)
    return replaced(good, REGISTRY, old, new) if old else good
