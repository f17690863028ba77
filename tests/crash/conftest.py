"""One local GitHub for the cases of a file, put back to its first day for each."""

from collections.abc import Iterator

import pytest

from tests.crash.place import Place


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("crash"))
    yield place
    place.close()
    assert place.network.unsupported == ()


@pytest.fixture
def place(made: Place) -> Place:
    made.reset()
    return made
