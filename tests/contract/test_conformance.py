"""The check of answers is itself able to refuse."""

from tests.contract.conformance import Conformance
from tests.rehearsal.hosts.exchange import Json, Request, Response
from tests.rehearsal.hosts.state import Owner
from tests.rehearsal.hosts.views import full_repository

REPO = Owner(owner="VMAFx", name="vmafx", repository_id=1, owner_id=2)


def problems(path: str, body: Json) -> list[str]:
    conformance = Conformance()
    request = Request.of("GET", "api.github.com", path, headers={})
    conformance.check(request, Response.json(200, body))
    return conformance.problems


def test_a_whole_answer_conforms() -> None:
    assert problems("/repos/VMAFx/vmafx", full_repository(REPO)) == []


def test_a_missing_key_is_found() -> None:
    body = {name: value for name, value in full_repository(REPO).items() if name != "clone_url"}
    (problem,) = problems("/repos/VMAFx/vmafx", body)
    assert "clone_url: Field required" in problem


def test_a_call_without_a_model_is_found() -> None:
    (problem,) = problems("/repos/VMAFx/vmafx/unheard", {})
    assert "no model is known" in problem
