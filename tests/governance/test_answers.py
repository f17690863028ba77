"""What GitHub says is hostile: nonsense never agrees, and a part of a list is no list."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.policy import Policy
from tests.static.tree import ROOT
from upkeep.answers import Answer
from upkeep.check import Verdict
from upkeep.examination import Rules, examine
from upkeep.rulesets import Ruleset, differences

RULES = Rules.of(ROOT)
REPOSITORY = Policy.parse((ROOT / "model/policy.toml").read_bytes()).repository
TEXT = st.text(max_size=9)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=9,
)


@dataclass
class InMemoryGitHub:
    """Answers every question with `document`, but is itself the right repository; counts."""

    document: object
    status: int = 200
    asked_for: list[str] = field(default_factory=list)

    def asked(self, target: str) -> tuple[int, object]:
        self.asked_for.append(target)
        if target == f"/repos/{REPOSITORY.name}":
            return 200, {"id": REPOSITORY.id}
        return self.status, self.document


@given(JSON)
def test_nonsense_never_agrees(document: object) -> None:
    checks = examine(RULES, REPOSITORY, InMemoryGitHub(document))
    assert {check.verdict for check in checks} <= {Verdict.DIFFERS, Verdict.UNASKED}


@pytest.mark.parametrize("status", [204, 301, 401, 403, 404, 409, 410, 422])
def test_a_refusal_is_unasked_whatever_its_number(status: int) -> None:
    github = InMemoryGitHub(None, status=status)
    checks = examine(RULES, REPOSITORY, github)
    assert {check.verdict for check in checks} == {Verdict.UNASKED}
    assert len(github.asked_for) == len(set(github.asked_for))


@pytest.mark.parametrize(
    ("document", "key"),
    [
        ([{}] * 100, None),
        ({"total_count": 2, "rows": [{}]}, "rows"),
        ({"rows": [{}]}, "rows"),
        ({"total_count": 1, "rows": [7]}, "rows"),
        ({"total_count": 0, "rows": {}}, "rows"),
        ([], "rows"),
        ({}, None),
    ],
)
def test_a_part_of_a_list_is_no_list(document: object, key: str | None) -> None:
    assert Answer(status=200, document=[{}] * 99).rows(None) is not None
    assert Answer(status=200, document={"total_count": 1, "rows": [{}]}).rows("rows") == ({},)
    assert Answer(status=200, document=document).rows(key) is None


@pytest.mark.parametrize("extra", [{"x": 1}, {"required_reviewers": [{"team": 1}]}])
def test_a_parameter_that_github_adds_must_be_off(extra: dict[str, object]) -> None:
    wanted = RULES.rulesets[".github/rulesets/main.json"]
    for more, found in ((dict.fromkeys(extra), 0), (extra, 1)):
        rules = {kind: {**given} for kind, given in wanted.rules.items()}
        rules["pull_request"] |= more
        seen = Ruleset(
            name=wanted.name,
            target=wanted.target,
            enforcement=wanted.enforcement,
            include=wanted.include,
            exclude=wanted.exclude,
            rules=rules,
            bypass=wanted.bypass,
        )
        assert len(list(differences(wanted, seen))) == found
