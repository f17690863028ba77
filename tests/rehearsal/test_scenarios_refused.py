"""The stories of the world in which nothing may become public.

They have a file of their own, so that both worlds are played at the same time.
"""

import pytest

from tests.rehearsal.report import Report
from tests.rehearsal.telling import played, require_told, stories_of

pytestmark = pytest.mark.rehearsal


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Return how the stories ended."""
    return played("unreleased", tmp_path_factory.mktemp("rehearsal"))


@pytest.mark.parametrize("name", stories_of("unreleased"))
def test_the_story_ends_as_the_documents_promise(name: str, report: Report) -> None:
    require_told(name, report)
