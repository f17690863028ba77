"""Rows: any are written and read back, and those that contradict each other are refused."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.artifact import Digest
from release.entry import Kind, RegistryEntry
from release.errors import InvalidRecordError
from release.mirror import Burned, Mirror, Rollback, Status
from release.names import Names
from release.registry import Registry
from release.schema import Schema
from tests.registry import samples
from tests.registry.samples import released, tag

SCHEMA = Schema.compile(samples.schema("registry"))

digests = st.binary(min_size=1, max_size=8).map(Digest.of)
lines = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)
mirrors = st.builds(
    Mirror,
    tag=st.builds(samples.tag, st.integers(1, 30), st.sampled_from(["u2netp", "other", "m2"])),
    manifest=digests,
    content_key=digests,
    publisher=st.just(1),
    status=st.just(Status.YANKED),
    reason=lines,
)
entries = mirrors.flatmap(
    lambda mirror: st.builds(
        RegistryEntry,
        id=st.just(Names(mirror.tag).registry_id),
        kind=st.sampled_from(Kind),
        model=digests,
        opset=st.integers(7, 21),
        licence=st.sampled_from(["MIT", "Apache-2.0 WITH LLVM-exception"]),
        licence_url=st.sampled_from(["https://example.org/x", "https://a"]),
        description=lines,
        notes=lines,
        sidecar=digests,
        mirror=st.just(mirror),
    )
)


@given(st.lists(entries, max_size=4), entries)
def test_adding_an_entry_twice_is_adding_it_once(
    made: list[RegistryEntry], entry: RegistryEntry
) -> None:
    once = samples.registry(*made).with_entry(entry)
    assert once.with_entry(entry) == once


@given(st.lists(entries, max_size=4, unique_by=lambda e: e.mirror and e.mirror.content_key))
def test_any_registry_is_written_and_read_back(made: list[RegistryEntry]) -> None:
    whole = samples.registry(*made)
    assert Registry.parse(whole.dump()) == whole
    assert SCHEMA.faults(json.loads(whole.dump())) == ()


@given(st.permutations([released(n, Status.YANKED) for n in (1, 2, 10)]))
def test_the_order_of_adding_does_not_matter(made: list[RegistryEntry]) -> None:
    assert samples.registry(*made).dump() == samples.registry(*reversed(made)).dump()


def again(mirror: Mirror, of: int | None, status: Status = Status.YANKED) -> RegistryEntry:
    """Return release 9 with the content of `mirror`."""
    made = replace(mirror, tag=tag(9), rollback_of=of, status=status, reason="because")
    return samples.model("u2netp_mirror_v9", made)


FIRST = samples.mirror(1)
GONE = samples.mirror(1, Status.BURNED)
FROM_2 = samples.model("u2netp_mirror_v1", replace(FIRST, publisher=2))
CONTRADICTIONS = {
    "two active releases": (released(1), released(2)),
    "one content under two numbers": (released(1), again(FIRST, None)),
    "a rollback of nothing": (released(1), again(FIRST, 2)),
    "a rollback of other content": (released(2), again(FIRST, 2)),
    "a burned number that is a model": (released(1), Burned(tag=tag(1), reason="x")),
    "a rollback to the active release": (released(1), Rollback(to=tag(1), reason="x")),
    "a rollback to no release": (Rollback(to=tag(1), reason="x"),),
    "a publisher from a later number": (
        samples.model("u2netp_mirror_v1", replace(FIRST, publisher=2)),
    ),
    "a smoke fixture that is a release": (replace(released(1), smoke=True),),
    "the name of a mirror without one": (samples.model("u2netp_mirror_v1"),),
}


@pytest.mark.parametrize("rows", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_rows_that_contradict_each_other_are_refused(rows: tuple[RegistryEntry, ...]) -> None:
    with pytest.raises(InvalidRecordError):
        Registry.parse(samples.registry(*rows).dump())


@pytest.mark.parametrize(
    "rows",
    [
        (released(1), again(FIRST, 1)),
        (released(1, Status.BURNED), again(GONE, None)),
        (released(1), released(2, Status.YANKED)),
    ],
    ids=["a rollback that says so", "content of a burned number", "one active release"],
)
def test_the_twins_of_contradictions_are_accepted(rows: tuple[RegistryEntry, ...]) -> None:
    whole = samples.registry(*rows)
    assert Registry.parse(whole.dump()) == whole
