"""The stories of the world in which this repository releases itself."""

import pytest

from tests.rehearsal.report import Report
from tests.rehearsal.telling import played, require_told, stories_of

pytestmark = pytest.mark.rehearsal


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Return how the stories ended."""
    return played("versions", tmp_path_factory.mktemp("rehearsal"))


@pytest.mark.parametrize("name", stories_of("versions"))
def test_the_story_ends_as_the_documents_promise(name: str, report: Report) -> None:
    require_told(name, report)
