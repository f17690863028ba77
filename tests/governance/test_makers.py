"""Apps are appointed by one pull request: everything that names them agrees, or it is refused."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import combinations
from pathlib import Path

import pytest

from release.errors import InvalidRecordError
from release.names import POLICY
from release.policy import Policy
from tests.governance.workflow_rules import RULES
from tests.rehearsal.appointment import MAKING, POSTS, appointed
from tests.rehearsal.hosts.state import App as Made
from tests.static.tree import ROOT, below, text
from upkeep import makers, setup_page
from upkeep.examination import Rules
from upkeep.governance import PATH, Governance
from upkeep.rulesets import FOLDER, Ruleset

NUMBERS = {post.slug: 7001 + i for i, post in enumerate(POSTS)}
PLEASE, MIRROR = "u2netp-release-please", "u2netp-mirror-release"
SETS = [
    some
    for n in range(1, len(POSTS) + 1)
    for some in combinations(NUMBERS, n)
    if PLEASE not in some or MIRROR in some
]
Rulesets = dict[str, Ruleset]


def read(path: str) -> str:
    return text(Path(path))


def files_with(*slugs: str) -> Mapping[str, bytes]:
    """Return what is committed to appoint these Apps."""
    made = (
        Made(
            id=NUMBERS[slug],
            installation_id=1,
            client_id=f"Iv{NUMBERS[slug]}",
            slug=slug,
            permissions={},
            public_key="",
        )
        for slug in slugs
    )
    return appointed(read, tuple(made))


def rules_with(root: Path, *slugs: str) -> Rules:
    """Read the rules of a tree in which these Apps are appointed."""
    for name in (PATH, *map(str, below(FOLDER, suffix=".json"))):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(files_with(*slugs).get(name) or (ROOT / name).read_bytes())
    return Rules.of(root)


@pytest.mark.parametrize("slugs", SETS)
def test_whichever_apps_are_appointed_everything_agrees(
    tmp_path: Path, slugs: tuple[str, ...]
) -> None:
    files, rules = files_with(*slugs), rules_with(tmp_path, *slugs)
    workflows = below(".github/workflows", suffix=".yml")
    texts = {p.name: files.get(str(p), (ROOT / p).read_bytes()).decode() for p in workflows}
    assert [found for rule in RULES.values() for found in rule(texts, rules.governance)] == []
    policy = Policy.parse(files[POLICY])
    degraded = {p.slug: getattr(policy, p.job.replace("-", "_")).degraded for p in POSTS}
    assert {app.slug: not app.installed for app in rules.governance.apps} == degraded
    assert all(
        f"`{slug}`, the App {NUMBERS[slug]}, alone" in setup_page.lists(rules)
        for slug in slugs
        if slug != "u2netp-mirror-record"
    )


@pytest.mark.parametrize("others", [(), ("u2netp-mirror-record",)])
def test_while_mirror_tags_are_open_the_app_of_versions_is_not_installed(
    tmp_path: Path, others: tuple[str, ...]
) -> None:
    with pytest.raises(InvalidRecordError, match=f"{PLEASE} installed, and not {MIRROR}"):
        rules_with(tmp_path, *others, PLEASE)


@pytest.mark.parametrize("slug", NUMBERS)
def test_an_app_in_one_place_alone_is_refused(tmp_path: Path, slug: str) -> None:
    slugs = (MIRROR, slug) if slug == PLEASE else (slug,)
    for name in (PATH, *map(str, below(FOLDER, suffix=".json"))):
        changed = files_with(*slugs)[name] if name == PATH else (ROOT / name).read_bytes()
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(changed)
    if slug == "u2netp-mirror-record":  # it makes no tags
        assert Rules.of(tmp_path).governance.apps[1].installed
        return
    with pytest.raises(InvalidRecordError):
        Rules.of(tmp_path)


def _with(name: str, **members: object) -> Callable[[Rulesets], object]:
    path = f"{FOLDER}/{name}"

    def change(rulesets: Rulesets) -> None:
        rulesets[path] = replace(rulesets[path], **members)  # type: ignore[arg-type]

    return change


def _rule_too_many(rulesets: Rulesets) -> None:
    path = f"{FOLDER}/tool-tags-creation.json"
    rules = {**rulesets[path].rules, "deletion": {}}
    rulesets[path] = replace(rulesets[path], rules=rules)


PASSING = {slug: (f"Integration {NUMBERS[slug]} (always)",) for slug in (PLEASE, MIRROR)}
WRONG: dict[str, Callable[[Rulesets], object]] = {
    "both Apps pass": _with(
        "mirror-tags-creation.json",
        bypass=(*PASSING[MIRROR], *PASSING[PLEASE]),
    ),
    "the other App passes": _with("mirror-tags-creation.json", bypass=PASSING[PLEASE]),
    "an administrator passes": _with(
        "tool-tags-creation.json", bypass=("RepositoryRole 5 (always)",)
    ),
    "nobody passes": _with("tool-tags-creation.json", bypass=()),
    "an App may move tags": _with("tool-tags.json", bypass=PASSING[PLEASE]),
    "it is off": _with("mirror-tags-creation.json", enforcement="disabled"),
    "it is tried out": _with("mirror-tags-creation.json", enforcement="evaluate"),
    "another is off": _with("mirror-tags.json", enforcement="disabled"),
    "other tags": _with("mirror-tags-creation.json", include=("refs/tags/x",)),
    "tags left out": _with("mirror-tags-creation.json", exclude=("refs/tags/u2netp-mirror-v9",)),
    "branches": _with("mirror-tags-creation.json", target="branch"),
    "deleting is its App's, too": _rule_too_many,
    "it is gone": lambda rulesets: rulesets.pop(f"{FOLDER}/tool-tags-creation.json"),
    "it stands there twice": lambda rulesets: rulesets.update(
        {f"{FOLDER}/twin.json": rulesets[f"{FOLDER}/tool-tags-creation.json"]}
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_rulesets_that_let_anybody_else_past_are_refused(tmp_path: Path, name: str) -> None:
    rules = rules_with(tmp_path, *NUMBERS)
    rulesets = dict(rules.rulesets)
    makers.require_agreement(rules.governance.apps, rulesets)
    WRONG[name](rulesets)
    with pytest.raises(InvalidRecordError):
        makers.require_agreement(rules.governance.apps, rulesets)


def test_no_tag_is_made_by_two_apps() -> None:
    patterns = [app.creates for app in Governance.parse((ROOT / PATH).read_bytes()).apps]
    made = {pattern for pattern in patterns if pattern}
    tags = ("refs/tags/u2netp-mirror-v1", "refs/tags/v1.2.3")
    assert [sum(fnmatchcase(tag, pattern) for pattern in made) for tag in tags] == [1, 1]
    assert made == {*MAKING}
