"""Every file of a release, wrong in every way, is refused by the code that the page shows."""

from pathlib import Path

import pytest

from release.names import Role
from tests.static.page import rows, section
from tests.static.tree import text
from tests.verify.matrix import MUTATIONS, code

PAGE = "docs/ai/security.md"
SHOWN = {row[0]: row[1:] for row in rows(section(text(PAGE), "Every file, wrong in every way"))}


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("role", list(Role), ids=lambda role: str(role.value))
def test_a_file_that_is_wrong_is_refused(tmp_path: Path, role: Role, mutation: str) -> None:
    shown = SHOWN[role.value][list(MUTATIONS).index(mutation)]
    assert code(role, mutation, tmp_path) == int(shown) != 0


def test_the_release_they_are_made_from_is_accepted(tmp_path: Path) -> None:
    assert code(Role.MODEL, "", tmp_path) == 0


def test_the_page_shows_every_file_and_every_way() -> None:
    assert list(SHOWN) == [role.value for role in Role]
    assert {len(row) for row in SHOWN.values()} == {len(MUTATIONS)}
