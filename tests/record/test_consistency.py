"""A pull request is computed again: each changed field, byte, path and mode is refused by name."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest

from release.artifact import Digest
from release.canonical import Json
from release.mirror import Status
from release.names import POLICY, REGISTRY, Tag, pin_path
from release.record.consistency import examine
from release.registry import Registry
from tests.core.samples import policy
from tests.record.proposed import BUNDLE, CARD, PROPOSED, RECORDED, SIDECAR, Proposed
from tests.record.test_pull_request import MAIN


def leaves(value: Json, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, Mapping):
        for key in value:
            yield from leaves(value[key], (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*place, index))
    else:
        yield place


def mutated(data: bytes, place: tuple[str | int, ...]) -> bytes:
    document = json.loads(data)
    *way, last = place
    table = document
    for key in way:
        table = table[key]
    old = table[last]
    table[last] = (not old) if isinstance(old, bool) else old + ("x" if isinstance(old, str) else 1)
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def flipped(data: bytes) -> bytes:
    return data[:-3] + bytes((data[-3] ^ 1,)) + data[-2:]


FIELDS = [
    (path, place)
    for path in (REGISTRY, SIDECAR, BUNDLE)
    for place in leaves(json.loads(PROPOSED[path]))
]


def test_what_the_bot_proposes_is_accepted() -> None:
    proposed = Proposed()
    assert proposed.refusal() is None
    assert examine(proposed.request(), proposed.released, policy()).records == tuple(
        sorted(PROPOSED)
    )


@pytest.mark.parametrize(("path", "place"), FIELDS, ids=lambda v: ".".join(map(str, v)))
def test_each_field_that_somebody_changed_is_refused(
    path: str, place: tuple[str | int, ...]
) -> None:
    proposed = Proposed()
    proposed.head[path] = mutated(PROPOSED[path], place)
    assert proposed.refusal() is not None


def test_the_place_of_a_changed_field_is_named() -> None:
    proposed = Proposed()
    proposed.head[REGISTRY] = mutated(PROPOSED[REGISTRY], ("models", 0, "description"))
    assert f"{REGISTRY}: $.models[0].description is " in (proposed.refusal() or "")


@pytest.mark.parametrize("line", range(len(PROPOSED[CARD].splitlines())))
def test_each_line_of_the_card_that_somebody_changed_is_refused(line: int) -> None:
    proposed = Proposed()
    lines = PROPOSED[CARD].splitlines(keepends=True)
    lines[line] = b"4.7 M parameters\n"
    proposed.head[CARD] = b"".join(lines)
    assert CARD in (proposed.refusal() or "") or "model card" in (proposed.refusal() or "")


@pytest.mark.parametrize("path", sorted(PROPOSED))
@pytest.mark.parametrize(
    "change",
    [flipped, lambda data: data + b"\n", lambda data: b"\xef\xbb\xbf" + data, lambda _: b""],
    ids=["bit", "newline", "BOM", "empty"],
)
def test_each_file_with_other_bytes_is_refused(path: str, change: Callable[[bytes], bytes]) -> None:
    proposed = Proposed()
    proposed.head[path] = change(PROPOSED[path])
    assert proposed.refusal() is not None


@pytest.mark.parametrize("path", sorted(PROPOSED))
def test_a_record_that_lacks_a_file_is_refused(path: str) -> None:
    proposed = Proposed()
    proposed.head.pop(path)
    if path in MAIN:
        proposed.head[path] = MAIN[path]
    # Without its row in the registry, the rest of a record speaks of nothing.
    assert (SIDECAR if path == REGISTRY else path) in (proposed.refusal() or "")


@pytest.mark.parametrize("path", sorted(PROPOSED))
@pytest.mark.parametrize("mode", ["100755", "120000", "160000"])
def test_a_record_that_is_no_plain_file_is_refused(path: str, mode: str) -> None:
    proposed = Proposed(modes={path: mode})
    assert mode in (proposed.refusal() or "")


@pytest.mark.parametrize("mode", ["100755", "120000", "160000"])
def test_the_mode_alone_of_what_is_recorded_is_refused(mode: str) -> None:
    for path in sorted(PROPOSED):
        assert path in (Proposed(base=RECORDED, modes={path: mode}).refusal() or "")


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "scripts/guard.py",
        "model/tiny/u2netp_mirror_v1.onnx",
        "model/tiny/u2netp_mirror_v2.json",
        "model/tiny/u2netp_mirror_v1.json.orig",
        "changelog.d/added/0005-more.md",
        "changelog.d/removed/u2netp-mirror-v1.md",
        "model/tiny/Registry.json",
        "docs/ai/models/U2netp_mirror_card.md",
        "model/tiny/\\xff.json",
        POLICY,
        pin_path("u2netp"),
        ".github/workflows/registry-consistency.yml",
    ],
)
def test_one_path_more_is_refused_by_name(path: str) -> None:
    proposed = Proposed()
    proposed.head[path] = b"more\n"
    assert path in (proposed.refusal() or "")


def test_a_release_that_nobody_can_fetch_is_no_record() -> None:
    proposed = Proposed()
    data = PROPOSED[REGISTRY].decode().replace("mirror-v1", "mirror-v2")
    data = data.replace("mirror_v1", "mirror_v2").replace('"n": 1', '"n": 2')
    proposed.head[REGISTRY] = data.encode()
    assert "404" in (proposed.refusal() or "")


def test_two_releases_at_once_are_refused() -> None:
    proposed = Proposed()
    (entry,) = Registry.parse(PROPOSED[REGISTRY]).entries
    assert entry.mirror
    mirror = replace(
        entry.mirror,
        tag=Tag(model="u2netp", n=2),
        content_key=Digest.of(b"other"),
        status=Status.SUPERSEDED,
        reason="-",
    )
    second = replace(entry, id="u2netp_mirror_v2", mirror=mirror)
    proposed.head[REGISTRY] = Registry((entry, second)).dump()
    assert "one" in (proposed.refusal() or "")
