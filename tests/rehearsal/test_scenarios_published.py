"""The stories of the world in which small releases are published, and watched.

They have a file of their own, so that the worlds are played at the same time.
"""

import pytest

from tests.rehearsal.report import Report
from tests.rehearsal.telling import played, require_told, stories_of

pytestmark = pytest.mark.rehearsal


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Return how the stories ended."""
    return played("published", tmp_path_factory.mktemp("rehearsal"))


@pytest.mark.parametrize("name", stories_of("published"))
def test_the_story_ends_as_the_documents_promise(name: str, report: Report) -> None:
    require_told(name, report)
