"""A pull request is computed again: each changed field, byte, path and mode is refused by name."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import pytest

from release.canonical import Json
from release.errors import InvalidRecordError, MissingInputError, ReleaseError
from release.git import REGULAR, Change
from release.names import POLICY, REGISTRY, Names, Tag, card_path, pin_path
from release.record.consistency import Request, examine, require
from release.record.proposal import propose
from release.registry import Registry, Status
from release.sign.release_set import ReleaseSet
from tests.core.samples import TAG, policy
from tests.record.test_pull_request import MAIN
from tests.sign import samples

SIGNED = samples.signed()
PROPOSED = propose(SIGNED, samples.PUBLISHER, MAIN.get).files
CARD, FRAGMENT = card_path("u2netp"), Names(TAG).fragment
SIDECAR, BUNDLE = (f"model/tiny/{n}" for n in (Names(TAG).sidecar, Names(TAG).tree_bundle))
RECORDED = {**MAIN, **PROPOSED}


@dataclass
class Proposed:
    """A pull request in memory: the tree of the base, and what the head makes of it."""

    base: Mapping[str, bytes] = field(default_factory=lambda: dict(MAIN))
    head: dict[str, bytes] = field(default_factory=lambda: dict(RECORDED))
    modes: dict[str, str] = field(default_factory=dict)
    asked: list[Tag] = field(default_factory=list)

    def request(self) -> Request:
        paths = sorted(self.base.keys() | self.head.keys() | self.modes.keys())
        changes = tuple(
            Change(path=path, old=old, new=new)
            for path in paths
            if (old := self._mode(self.base, path, {})) != (new := self._mode(self.head, path))
            or self.base.get(path) != self.head.get(path)
        )
        return Request(base=self.base.get, merged=self._plain, changes=changes)

    def _mode(
        self, tree: Mapping[str, bytes], path: str, modes: Mapping[str, str] | None = None
    ) -> str | None:
        modes = self.modes if modes is None else modes
        return modes.get(path, REGULAR if path in tree else None)

    def _plain(self, path: str) -> bytes | None:
        return self.head.get(path) if self.modes.get(path, REGULAR) == REGULAR else None

    def released(self, tag: Tag) -> ReleaseSet:
        self.asked.append(tag)
        if tag != TAG:
            raise MissingInputError(f"{tag} (404)", expected="a release", remedy="-")
        return SIGNED

    def refusal(self) -> str | None:
        """Return how the check refuses, or None when it does not."""
        try:
            require(examine(self.request(), self.released, policy()))
        except ReleaseError as error:
            return error.problem
        return None


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
    second = replace(entry, mirror=replace(entry.mirror, tag=Tag(model="u2netp", n=2)))
    proposed.head[REGISTRY] = Registry((entry, second)).dump()
    assert "one" in (proposed.refusal() or "")


def moved(status: Status, start: Status = Status.ACTIVE) -> Proposed:
    """Return a pull request that moves the one release from `start` to `status`."""
    trees = []
    for now in (start, status):
        (entry,) = Registry.parse(PROPOSED[REGISTRY]).entries
        registry = Registry((replace(entry, mirror=replace(entry.mirror, status=now)),))
        shown = PROPOSED[CARD].decode().replace("), active |", f"), {now.value} |")
        trees.append({**RECORDED, REGISTRY: registry.dump(), CARD: shown.encode()})
    return Proposed(base=trees[0], head=trees[1])


def test_a_person_may_yank_a_release_with_the_card_and_a_fragment() -> None:
    proposed = moved(Status.YANKED)
    proposed.head["changelog.d/security/0007-yank.md"] = b"- Yanked.\n"
    assert proposed.refusal() is None


def test_a_status_whose_card_still_says_the_old_one_is_refused() -> None:
    proposed = moved(Status.YANKED)
    proposed.head[CARD] = RECORDED[CARD]
    assert CARD in (proposed.refusal() or "")


@pytest.mark.parametrize("start", [Status.YANKED, Status.SUPERSEDED])
def test_a_status_never_moves_back(start: Status) -> None:
    assert "status" in (moved(Status.ACTIVE, start).refusal() or "")


def test_a_release_never_leaves_the_registry() -> None:
    assert REGISTRY in (Proposed(base=RECORDED, head=dict(MAIN)).refusal() or "")


@pytest.mark.parametrize("path", [SIDECAR, BUNDLE, FRAGMENT])
def test_what_was_edited_on_main_may_be_put_right_and_nothing_else(path: str) -> None:
    wrong = {**RECORDED, path: b"{}"}
    assert Proposed(base=wrong).refusal() is None
    assert path in (Proposed(base=RECORDED, head=wrong).refusal() or "")


def test_an_older_registry_that_is_played_again_is_refused() -> None:
    older = {**RECORDED, REGISTRY: MAIN[REGISTRY]}
    assert REGISTRY in (Proposed(base=RECORDED, head=older).refusal() or "")


@pytest.mark.parametrize(
    "change",
    [
        {"README.md": b"other\n"},
        {"release/guard/decide.py": b"other\n", POLICY: b"other\n"},
        {"changelog.d/added/0001-more.md": b"- More.\n"},
        {CARD: RECORDED[CARD] + b"\nPeople wrote more.\n"},
    ],
    ids=str,
)
def test_a_pull_request_that_says_nothing_of_releases_passes_and_asks_nobody(
    change: Mapping[str, bytes],
) -> None:
    proposed = Proposed(base=RECORDED, head={**RECORDED, **change})
    assert (proposed.refusal(), proposed.asked) == (None, [])


def test_a_fragment_may_go_once_its_release_is_recorded() -> None:
    head = {path: data for path, data in RECORDED.items() if path != FRAGMENT}
    assert Proposed(base=RECORDED, head=head).refusal() is None


def test_the_registry_in_another_layout_is_refused() -> None:
    other = json.dumps(json.loads(RECORDED[REGISTRY])).encode()
    assert REGISTRY in (Proposed(base=RECORDED, head={**RECORDED, REGISTRY: other}).refusal() or "")


def twice(text: str) -> str:
    document = json.loads(text)
    document["models"] *= 2
    return json.dumps(document, indent=2) + "\n"


HOSTILE: Mapping[str, Callable[[str], str]] = {
    "duplicate key": lambda text: text.replace('"n": 1,', '"n": 1,\n        "n": 1,'),
    "duplicate id": twice,
    "huge number": lambda text: text.replace('"n": 1,', f'"n": {"9" * 5000},'),
    "infinite number": lambda text: text.replace('"opset": 17', '"opset": 1e999'),
    "byte-order mark": lambda text: "\ufeff" + text,
    "unknown field": lambda text: text.replace('"smoke"', '"signed": true,\n      "smoke"'),
    "unknown version": lambda text: text.replace('"schema_version": 1', '"schema_version": 2'),
    "path that climbs": lambda text: text.replace('"u2netp_mirror_v1.onnx"', '"a/../../x.onnx"'),
    "absolute path": lambda text: text.replace('"u2netp_mirror_v1.onnx"', '"/etc/passwd"'),
    "NUL": lambda text: text.replace("_v1.onnx", "_v1.onnx\\u0000"),
    "confusable": lambda text: text.replace("u2netp_mirror_v1.onnx", "u2nеtp_mirror_v1.onnx"),  # noqa: RUF001
    "other case": lambda text: text.replace('"u2netp_mirror_v1.onnx"', '"U2netp_mirror_v1.onnx"'),
    "device name": lambda text: text.replace('"u2netp_mirror_v1.onnx"', '"CON.onnx"'),
    "deep": lambda _: "[" * 100000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_registry_is_refused(name: str) -> None:
    proposed = Proposed()
    proposed.head[REGISTRY] = HOSTILE[name](PROPOSED[REGISTRY].decode()).encode()
    with pytest.raises(InvalidRecordError):
        require(examine(proposed.request(), proposed.released, policy()))
