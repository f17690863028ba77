"""Versions and their names; no text is a version's tag and a model's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.errors import InvalidRecordError
from release.names import Names, Tag
from release.version import (
    BUILT,
    BUNDLES,
    LISTED,
    UNSIGNED,
    Part,
    Version,
    VersionNames,
    VersionTag,
)
from tests.supply_chain.samples import NAMES, VERSION

NUMBERS = st.integers(min_value=0, max_value=999_999)
VERSIONS = st.builds(Version, major=NUMBERS, minor=NUMBERS, patch=NUMBERS)


@given(VERSIONS)
def test_parsing_is_the_inverse_of_writing(version: Version) -> None:
    assert Version.parse(str(version)) == version
    assert VersionTag.parse(str(version.tag)) == version.tag


@given(VERSIONS, VERSIONS)
def test_versions_are_ordered_by_their_numbers(one: Version, other: Version) -> None:
    numbers = [tuple(map(int, str(version).split("."))) for version in (one, other)]
    assert (one < other) is (numbers[0] < numbers[1])


@pytest.mark.parametrize(
    "text",
    [
        *("", "v", "v1", "v1.2", "1.2.3", "V1.2.3", "v01.2.3", "v1.02.3", "v1.2.3.4", "v-1.2.3"),
        *("v1.2.3 ", " v1.2.3", "v1.2.3\n", "v1.2.3-rc1", "v1.2.3+b", "v1.2.x", "v\uff11.2.3"),
        *("v1000000.0.0", "v1.2.3/../x", "refs/tags/v1.2.3", "u2netp-mirror-v1", "vv1.2.3"),
    ],
)
def test_a_tag_has_one_spelling(text: str) -> None:
    with pytest.raises(InvalidRecordError):
        VersionTag.parse(text)


@given(VERSIONS)
def test_no_tag_of_a_version_is_one_of_a_model(version: Version) -> None:
    with pytest.raises(InvalidRecordError):
        Tag.parse(str(version.tag))


@given(st.integers(min_value=1, max_value=10**6))
def test_no_tag_of_a_model_is_one_of_a_version(n: int) -> None:
    with pytest.raises(InvalidRecordError):
        VersionTag.parse(str(Tag(model="u2netp", n=n)))


def test_every_part_has_a_name_of_its_own() -> None:
    assert len(set(NAMES.assets)) == len(Part)


def test_no_file_of_a_version_is_called_as_one_of_a_mirror_but_the_list() -> None:
    mirror = set(Names(Tag(model="u2netp", n=1)).release_set)
    assert mirror & set(NAMES.assets) == {"SHA256SUMS", "SHA256SUMS.bundle"}


def test_everything_that_is_built_is_listed_signed_and_has_a_bundle() -> None:
    assert set(BUILT) < set(LISTED) < set(UNSIGNED)
    assert {*BUILT, Part.SUMS} == set(BUNDLES)
    assert {*UNSIGNED, *BUNDLES.values(), Part.PROVENANCE} == set(Part)


def test_names_speak_of_their_version() -> None:
    other = VersionNames(Version(major=1, minor=0, patch=0))
    both = set(other.assets) & set(VersionNames(VERSION).assets)
    assert both == {"SHA256SUMS", "SHA256SUMS.bundle"}
