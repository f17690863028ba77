"""The tree meets each check of OpenSSF Scorecard, and one change of it does not."""

import pytest

from release.names import Names, Tag
from tests.governance.scorecard import ASSETS, CHECKS, Tree
from tests.static.tree import files, text

CI = ".github/workflows/ci.yml"
ATTACH = ".github/workflows/u2netp-mirror-attach.yml"
UPDATES = ".github/dependabot.yml"
MAIN = ".github/rulesets/main.json"
READ = ("LICENSE", "Makefile", "CONTRIBUTING.md", "SECURITY.md", "tests/fuzz/run.py")


def tree() -> dict[str, str]:
    """Return every path, with the text of the files that the checks read."""
    paths = [path.as_posix() for path in files()]
    reads = [p for p in paths if p.startswith((".github/", "requirements/")) or p in READ]
    names = Names(Tag(model="u2netp", n=1)).release_set
    return {**dict.fromkeys(paths, ""), **{p: text(p) for p in reads}, ASSETS: "\n".join(names)}


def changed(path: str, old: str, new: str) -> Tree:
    before = tree()
    assert old in before[path]
    return {**before, path: before[path].replace(old, new)}


def without(path: str) -> Tree:
    return {name: body for name, body in tree().items() if name != path}


# One named change that the check must refuse; the tests of the workflows hold many more.
MUTATIONS = {
    "Binary-Artifacts": ("a wheel in the tree", {**tree(), "tools/x.whl": ""}),
    "Branch-Protection": ("main may be forced", changed(MAIN, "non_fast_forward", "creation")),
    "CI-Tests": ("tests after the merge only", changed(CI, "  pull_request:\n", "")),
    "Dangerous-Workflow": (
        "a token for strangers",
        changed(CI, "  pull_request:", "  pull_request_target:"),
    ),
    "Dependency-Update-Tool": (
        "new versions at once",
        changed(UPDATES, "default-days: 7", "default-days: 1"),
    ),
    "Fuzzing": ("no front door", changed("Makefile", "\nfuzz:", "\nfuss:")),
    "License": ("no licence", without("LICENSE")),
    "Pinned-Dependencies": (
        "an action by its branch",
        changed(ATTACH, "@3d3c42e5aac5ba805825da76410c181273ba90b1", "@main"),
    ),
    "SBOM": ("no bill of materials", changed(ASSETS, ".cdx.json", ".json")),
    "Security-Policy": ("no time is named", changed("SECURITY.md", " days", " moons")),
    "Signed-Releases": ("no provenance", changed(ASSETS, ".intoto.jsonl", ".jsonl")),
    "Token-Permissions": ("rights for every job", changed(CI, "\npermissions: {}\n", "\n")),
}


@pytest.mark.parametrize("name", CHECKS)
def test_the_tree_meets_the_check(name: str) -> None:
    assert CHECKS[name](tree()) == []


@pytest.mark.parametrize("name", CHECKS)
def test_one_change_does_not_meet_it(name: str) -> None:
    change, mutated = MUTATIONS[name]
    assert CHECKS[name](mutated) != [], change


@pytest.mark.parametrize(
    ("name", "mutated"),
    [
        ("Dangerous-Workflow", changed(CI, "run: make lint", "run: make ${{ github.head_ref }}")),
        ("Pinned-Dependencies", changed(CI, "make lint", "curl https://example.org/x | sh")),
        ("Pinned-Dependencies", changed(CI, "make lint", "pip install ruff")),
        (
            "Pinned-Dependencies",
            changed("requirements/github.txt", "--hash=sha256:", "--hash=md5:"),
        ),
        ("Dependency-Update-Tool", without(UPDATES)),
        ("Token-Permissions", changed(CI, "permissions: {}", "permissions: write-all")),
        (
            "Token-Permissions",
            changed(CI, "    permissions:\n      contents: read # checks the tree out\n", ""),
        ),
        (
            "Branch-Protection",
            changed(MAIN, '"enforcement": "active"', '"enforcement": "disabled"'),
        ),
        ("CI-Tests", changed(CI, "make test", "make tests")),
        ("Security-Policy", changed("SECURITY.md", "https://", "")),
    ],
)
def test_other_changes_do_not_meet_it_either(name: str, mutated: Tree) -> None:
    assert CHECKS[name](mutated) != []


def test_the_security_policy_names_the_repository_of_the_policy() -> None:
    assert "https://github.com/VMAFx/vmafx/security/advisories/new" in text("SECURITY.md")
