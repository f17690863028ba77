"""One instance for all tests of a session, its trust files, and the programs to ask."""

import os
from pathlib import Path

import pytest

from tests.instance.instance import Instance
from tests.instance.verifiers import Programs
from tests.rehearsal.sigstore.trust import TrustFiles
from tests.rehearsal.tools import Tools, cache_folder, ready


@pytest.fixture(scope="session")
def tools() -> Tools:
    return ready(cache_folder(os.environ))


@pytest.fixture(scope="session")
def instance() -> Instance:
    return Instance()


@pytest.fixture(scope="session")
def files(instance: Instance, tmp_path_factory: pytest.TempPathFactory) -> TrustFiles:
    return instance.write(tmp_path_factory.mktemp("instance") / "trust")


@pytest.fixture
def programs(tools: Tools, files: TrustFiles, tmp_path: Path) -> Programs:
    return Programs(tools=tools, folder=tmp_path, files=files)
