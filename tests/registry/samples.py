"""Good rows and sidecars, and any change to a document that a test can think of."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from release.artifact import Digest
from release.entry import Kind, Quantised, QuantMode, RegistryEntry
from release.mirror import Burned, Mirror, Rollback, Status
from release.names import TINY, Names, Tag
from release.registry import Registry
from release.sidecar import Input, Normalisation, Output, Port, Sidecar

ROOT = Path(__file__).resolve().parents[2]
Document = dict[str, object]
Steps = tuple[str | int, ...]


def schema(name: str) -> Document:
    return cast("Document", json.loads((ROOT / TINY / f"{name}.schema.json").read_bytes()))


def tag(n: int, model: str = "u2netp") -> Tag:
    return Tag(model=model, n=n)


def mirror(n: int, status: Status = Status.ACTIVE, reason: str | None = None) -> Mirror:
    return Mirror(
        tag=tag(n),
        manifest=Digest.of(f"manifest {n}".encode()),
        content_key=Digest.of(f"content {n}".encode()),
        publisher=1,
        status=status,
        reason=None if status is Status.ACTIVE else reason or "because",
    )


def model(name: str, of: Mirror | None = None, quantised: Quantised | None = None) -> RegistryEntry:
    return RegistryEntry(
        id=name,
        kind=Kind.FILTER,
        model=Digest.of(name.encode()),
        opset=17,
        licence="Apache-2.0 OR MIT",
        licence_url="https://example.org/licence",
        description="what it does",
        notes="where it is from",
        sidecar=Digest.of(b"sidecar"),
        quantised=quantised,
        mirror=of,
    )


def released(n: int, status: Status = Status.ACTIVE, reason: str | None = None) -> RegistryEntry:
    return model(Names(tag(n)).registry_id, mirror(n, status, reason))


def quantised(mode: QuantMode) -> Quantised:
    static = "16 pictures" if mode is QuantMode.STATIC else None
    return Quantised(mode=mode, digest=Digest.of(b"int8"), budget=0.01, calibration_set=static)


def registry(*rows: RegistryEntry | Burned | Rollback) -> Registry:
    whole = Registry(())
    for row in rows:
        whole = whole.with_entry(row)
    return whole


EVERYTHING = registry(
    model("plain"),
    model("dynamic", quantised=quantised(QuantMode.DYNAMIC)),
    model("static", quantised=quantised(QuantMode.STATIC)),
    released(1, Status.SUPERSEDED),
    released(2, Status.YANKED),
    Burned(tag=tag(3), reason="squatted"),
    Rollback(to=tag(1), reason="2 is wrong"),
)
"""A registry with a row of every shape."""

SIDECAR = Sidecar(
    id="plain",
    kind=Kind.FILTER,
    model=Digest.of(b"plain"),
    opset=17,
    quant_mode=QuantMode.FP32,
    inputs=(
        Input(
            port=Port(name="input", type="float32", shape=(1, 3, "height", "width")),
            normalisation=Normalisation(
                channels="RGB", divide_by=255, mean=(0.485, 0, -1.5), deviation=(0.2, 1, 2)
            ),
        ),
        Input(port=Port(name="more", type="int64", shape=())),
    ),
    outputs=(
        Output(port=Port(name="first", type="float32", shape=(1, "n")), range=(0, 1)),
        Output(port=Port(name="second", type="float16", shape=(1,)), range=(-0.5, 255)),
    ),
)

ODD: tuple[object, ...] = (
    *(None, True, False, 0, 1, 2, -1, 7, 21, 22, 10**6, 10**400, 0.5, 1.25, -0.5),
    *("", "x", "con", "lpt1", "registry", "plain", "fp32", "static", "active", "yanked", "fr"),
    *(
        Digest.of(b"content 1").hex,
        "a" * 64,
        "b" * 64 + "\n",
        "A" * 64,
        "x" * 65,
        "x" * 257,
        "x" * 513,
        "a" * 129,
    ),
    *("x.onnx", "plain.onnx", "a/../../x.onnx", "/x.onnx", "x\0.onnx", "x.onnx\n", "X.onnx"),
    *("\N{CYRILLIC SMALL LETTER A}.onnx", "con.onnx", "plain.onnx.sigstore.json", "MIT AND"),
    *("http://plain", "https://x", "https://x y", "two\nlines", "\N{RIGHT-TO-LEFT OVERRIDE}x"),
    *("u2netp-mirror-v1", "u2netp-mirror-v9", "u2netp_mirror_v1", "float32", "maximum", "RGB", "Y"),
    *([], [1], [1, 2], [2, 1], [0.5, 1, 2], ["x", "x"], ["first"], {}, {"x": 1}, [[]], [None]),
)
"""Values that are wrong somewhere, and right somewhere else."""


def places(value: object, way: Steps = ()) -> Iterator[Steps]:
    """Yield the way to `value` and to all in it."""
    yield way
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*way, key))
    if isinstance(value, list):
        for i, item in enumerate(value):
            yield from places(item, (*way, i))


def at(document: object, way: Steps) -> object:
    for step in way:
        document = document[step]  # type: ignore[index] # a way through this very document
    return document


def changed(good: Document, way: Steps, value: object) -> Document:
    """Return `good` with `value` at `way`."""
    document = copy.deepcopy(good)
    at(document, way[:-1])[way[-1]] = value  # type: ignore[index] # a table or a list
    return document


def changes(good: Document, way: Steps) -> Iterator[Document]:
    """Yield `good` with one change at `way`: another value, none, one more, or twice."""
    for odd in ODD:
        yield changed(good, way, odd)
    without = copy.deepcopy(good)
    del at(without, way[:-1])[way[-1]]  # type: ignore[attr-defined] # a table or a list
    yield without
    here = at(good, way)
    if isinstance(here, dict):
        yield changed(good, way, {**here, "unknown": "x"})
    if isinstance(here, list):
        yield changed(good, way, [*here, *here])
        yield changed(good, way, here[::-1])
