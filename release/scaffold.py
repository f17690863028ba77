"""What a new model needs in the tree, with placeholders where only a person knows.

Every file of a scaffold is read by the parsers of the real one; what makes it a scaffold is the
placeholder, which the validator refuses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from release.artifact import Artifact, Digest
from release.canonical import invalid
from release.card import BEGIN, END, PLACEHOLDER, POINTS, tree_facts, with_facts
from release.entry import Kind, QuantMode, RegistryEntry
from release.errors import UsageError
from release.files import read_bytes
from release.names import MODEL_ID, REGISTRY, TINY, Tag, TreeNames, card_path, pin_path
from release.pin import FILE, REPOSITORY
from release.registry import REGISTRY_LIMIT, Registry
from release.sidecar import Input, Output, Sidecar
from release.validate.graph import read_promise

TREE_LIMIT = 512 << 10
"""Larger models do not go into the tree; they travel as release assets."""
CHECKPOINT_LIMIT = 2 << 30

Files = Mapping[str, bytes]
"""Paths in the tree, each with what shall stand there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks for; with neither file, digests and facts of `id` shall follow its files.

    All outputs of a new model lie within `range`.
    """

    id: str
    onnx: Path | None
    checkpoint: Path | None
    kind: Kind
    licence: str
    licence_url: str
    range: tuple[float, float]
    repository: str

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> "Asked":
        """Return what the words of a command line ask for, which argparse has read."""
        chosen = {key: words[key] for key in cls.__slots__}
        # A whole number is written without a fraction, so that it is one.
        least, most = (int(n) if float(n).is_integer() else n for n in words["range"])
        return cls(**{**chosen, "kind": Kind(words["kind"]), "range": (least, most)})


def scaffold(asked: Asked, root: Path) -> Files:
    """Return what shall stand in the tree at `root`, and does not yet; raises what its parts do."""
    registry = Registry.parse(read_bytes(root / REGISTRY, limit=REGISTRY_LIMIT))
    if asked.onnx:
        files = tree_model(asked, read_bytes(asked.onnx, limit=TREE_LIMIT), registry)
    elif asked.checkpoint:
        files = mirror(asked, Artifact.from_file(asked.checkpoint, limit=CHECKPOINT_LIMIT))
    else:
        old = _model(asked.id, registry)
        names = old.names
        paths = (f"{TINY}/{names.onnx}", f"{TINY}/{names.sidecar}", names.card)
        found = {path: read_bytes(root / path, limit=TREE_LIMIT) for path in paths}
        return _differing(refreshed(old, registry, found), root)
    for path in (path for path in files if path != REGISTRY and (root / path).exists()):
        raise _there_already(path)
    return files


def _differing(files: Files, root: Path) -> Files:
    return {path: data for path, data in files.items() if (root / path).read_bytes() != data}


def tree_model(asked: Asked, data: bytes, registry: Registry) -> Files:
    """Return model, sidecar, card and the registry with a row for the model `data`.

    Raises what `read_promise` raises for a file that is no model, InvalidRecordError for what
    cannot stand in registry or sidecar, UsageError when there is such a model already.
    """
    if not MODEL_ID.fullmatch(asked.id):
        raise invalid(f"the id {asked.id[:80]!r}", "cannot be a file name everywhere")
    if asked.id in {entry.id for entry in registry.entries}:
        raise _there_already(asked.id)
    promise, names = read_promise(data), TreeNames(asked.id)
    sidecar = Sidecar(
        id=asked.id,
        kind=asked.kind,
        model=Digest.of(data),
        opset=promise.opset,
        quant_mode=QuantMode.FP32,
        inputs=tuple(Input(port=port) for port in promise.inputs),
        outputs=tuple(Output(port=port, range=asked.range) for port in promise.outputs),
    )
    entry = RegistryEntry(
        id=asked.id,
        kind=asked.kind,
        model=Digest.of(data),
        opset=promise.opset,
        licence=asked.licence,
        licence_url=asked.licence_url,
        description=f"{PLACEHOLDER}: what it does, in one line",
        notes=f"{PLACEHOLDER}: where it comes from, in one line",
        sidecar=Digest.of(sidecar.dump()),
    )
    after = registry.with_entry(entry)
    Registry.parse(after.dump())
    return {
        f"{TINY}/{names.onnx}": data,
        f"{TINY}/{names.sidecar}": Sidecar.parse(sidecar.dump()).dump(),
        names.card: _card(asked.id, asked.licence, tree_facts(entry, sidecar)),
        REGISTRY: after.dump(),
    }


def _model(name: str, registry: Registry) -> RegistryEntry:
    for entry in registry.entries:
        if entry.id == name and not entry.smoke and not entry.mirror:
            return entry
    raise UsageError(
        f"the registry has no model of the tree called {name[:80]}",
        expected="the id of one, or --onnx FILE to add one",
        remedy="look for its id in model/tiny/registry.json",
    )


def refreshed(old: RegistryEntry, registry: Registry, files: Files) -> Files:
    """Return sidecar, card and registry after people edited the files of a model.

    `files` are its model, sidecar and card by their paths in the tree. Digests, opset and facts
    follow from them; words do not change. Raises what the parsers raise.
    """
    names = old.names
    data, beside = files[f"{TINY}/{names.onnx}"], files[f"{TINY}/{names.sidecar}"]
    opset = read_promise(data).opset
    entry = replace(old, model=Digest.of(data), opset=opset)
    sidecar = replace(Sidecar.parse(beside), model=entry.model, opset=opset)
    entry = replace(entry, sidecar=Digest.of(sidecar.dump()))
    card = with_facts(files[names.card].decode(), tree_facts(entry, sidecar))
    return {
        f"{TINY}/{names.sidecar}": sidecar.dump(),
        names.card: card.encode(),
        REGISTRY: registry.with_entry(entry).dump(),
    }


def mirror(asked: Asked, checkpoint: Artifact) -> Files:
    """Return pin and card of a new mirror; registry row and sidecar come with its first release.

    Raises InvalidRecordError for a name, repository or file name that cannot stand in a pin.
    """
    model, repository = Tag(model=asked.id, n=1).model, asked.repository
    if not REPOSITORY.fullmatch(repository) or not FILE.fullmatch(checkpoint.name):
        raise invalid("the pin", f"cannot name {repository[:80]!r} or {checkpoint.name[:80]!r}")
    pin = _PIN.format(
        model=model,
        repository=repository,
        file=checkpoint.name,
        size=checkpoint.size,
        sha256=checkpoint.digest.hex,
        fill=PLACEHOLDER,
    )
    facts = "No release is recorded yet. The first release writes its facts here."
    return {
        pin_path(model): pin.encode(),
        card_path(model): _card(f"{model} mirror", PLACEHOLDER, facts),
    }


def _there_already(what: str) -> UsageError:
    return UsageError(
        f"{what} is there already",
        expected="a model that is new; a scaffold never replaces what people wrote",
        remedy="choose another id, or remove the files of the old one first",
    )


_SECTIONS = {
    "What it does": "in plain words, for somebody who has never heard of it.",
    "Output range": "the least and the largest value, and what they mean.",
    "Example": "code that runs as it stands.\n\n```python\nimport onnxruntime\n```",
    "Provenance": "who made it, from what data, where from; digests stand above.",
    "Limitations": "bit depth, colour space, smallest picture, processors; what it gets wrong.",
}


def _card(title: str, licence: str, facts: str) -> bytes:
    points = (f"## {point}\n\n{PLACEHOLDER}: {_SECTIONS[point]}\n" for point in POINTS)
    front = f"---\nlicense: {licence.lower()}\nlibrary_name: onnx\ntags:\n- onnx\n---\n"
    head = f"{front}# Model card: {title}\n\n{BEGIN}\n{facts}\n{END}\n"
    return "\n".join((head, *points)).encode()


_PIN = """\
# What the bytes of the {model} mirror must be. People edit this file, in a reviewed pull request;
# no program changes it. Bytes may come by any route; they are believed only when they match here.
schema = 1
model = "{model}"

[checkpoint]
# Measured from the file that was at hand, which nobody vouches for: ask others for their digest.
file = "{file}"
size = {size} # bytes
sha256 = "{sha256}"
drive_id = "{fill}: the id in upstream's link"

[[checkpoint.witnesses]]
who = "{fill}: who states the digest"
source = "https://github.com/{fill}: in which file, at which commit"
sha256 = "{fill}: what they state"

[upstream]
repository = "{repository}"
commit = "{fill}: the commit that was read"

[[upstream.files]]
path = "LICENSE"
sha256 = "{fill}: sha256sum of it at that commit"

[export]
layout = 1 # raise it whenever the exporter would write other bytes for the same checkpoint
opset = 17
ir = 8
input = "{fill}"
output = "{fill}"

[licence]
spdx = "{fill}"
url = "https://{fill}"
notice = "{fill}: absent, or the path of the file"
work = "{fill}"
authors = "{fill}"
paper = "{fill}"
# Why the licence of the repository holds for a file outside of it, and what it does not cover.
weights = "{fill}"
evidence = "https://{fill}"
training_data = "{fill}"
"""
