"""The doctor tells what is there from what is to come and from what is missing."""

from pathlib import Path

import pytest

from release.errors import MissingToolError
from tests.rehearsal.tools import ready
from tests.rehearsal.tools.examination import Finding, Verdict, examine, require_healthy


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Finding]:
    return {one.name: one for one in examine(tmp_path_factory.mktemp("cache"))}


def test_an_empty_cache_is_no_obstacle_and_its_price_is_named(
    findings: dict[str, Finding],
) -> None:
    tools = findings["tools"]
    assert tools.verdict is Verdict.TO_COME
    assert "cosign" in tools.found
    assert "minutes" in tools.remedy


def test_every_finding_that_is_not_fine_says_what_to_do(findings: dict[str, Finding]) -> None:
    assert [one.name for one in findings.values() if one.verdict is Verdict.OK and one.remedy] == []
    assert [
        one.name for one in findings.values() if one.verdict is not Verdict.OK and not one.remedy
    ] == []


def test_looking_leaves_the_cache_alone(tmp_path: Path) -> None:
    examine(tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_only_something_missing_makes_a_machine_unfit() -> None:
    found = {verdict: Finding(name="x", verdict=verdict, found="") for verdict in Verdict}
    missing = found.pop(Verdict.MISSING)
    require_healthy([*found.values()])
    with pytest.raises(MissingToolError):
        require_healthy([*found.values(), missing])


def test_tools_that_are_not_set_up_are_not_ready(tmp_path: Path) -> None:
    with pytest.raises(MissingToolError, match="not set up"):
        ready(tmp_path)
