"""The notes of a version are its section of the changelog, and how to check the files."""

import pytest

from release.errors import InvalidRecordError
from release.supply_chain.notes import notes, section
from release.version import Version
from tests.supply_chain.samples import CHANGELOG, NAMES, PUBLISHER, VERSION, signed


def test_the_section_of_a_version_ends_at_the_next_one() -> None:
    assert section(CHANGELOG, VERSION) == "- A thing."
    assert section(CHANGELOG, Version.parse("0.1.0")) == "- More."


@pytest.mark.parametrize(
    "page",
    [
        CHANGELOG.replace("0.2.0", "0.3.0"),
        CHANGELOG.replace("0.1.0", "0.2.0"),
        CHANGELOG.replace("- A thing.", ""),
        CHANGELOG.replace("## 0.2.0", "### 0.2.0"),
        "",
    ],
)
def test_a_page_without_exactly_one_section_that_says_something_is_refused(page: str) -> None:
    with pytest.raises(InvalidRecordError):
        section(page, VERSION)


def test_the_notes_name_every_file_and_the_exact_signer() -> None:
    text = notes(signed(), PUBLISHER, CHANGELOG)
    assert [name for name in NAMES.assets if f"`{name}`" not in text] == []
    assert (PUBLISHER.san in text, "- More." in text) == (True, False)
