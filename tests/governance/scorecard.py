"""The checks of OpenSSF Scorecard that a tree can answer, as Scorecard asks them.

Each returns what breaks it. Source: github.com/ossf/scorecard, docs/checks.md. What only the host
can answer (Branch-Protection) is asked of the data that the doctor compares with it.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping

from ruamel.yaml import YAML

Tree = Mapping[str, str]
"""Path → text of the files that matter, and of the pretended assets of one release."""

ASSETS = "assets"
"""Where the tree lists the assets of a release, one a line: names.py says them."""
_BINARIES = (".whl", ".so", ".exe", ".jar", ".pyc", ".a", ".dylib")
"""What runs. Small models are held to the registry instead (tests/static/test_tree.py)."""

_DANGEROUS = re.compile(r"\b(pull_request_target|workflow_run)\b")
_UNTRUSTED = re.compile(r"\$\{\{[^}]*(github\.event\.|github\.head_ref|inputs\.)[^}]*\}\}")
_DOWNLOADS = re.compile(r"(curl|wget)[^\n|]*\|\s*(ba)?sh|npm install|go install [^\n]*@latest")
_INSTALLS = re.compile(r"\bpip3? install\b(?![^\n]*(--require-hashes|--no-deps|-r requirements/))")


def workflows(tree: Tree) -> dict[str, str]:
    """Return the workflow files."""
    return {path: text for path, text in tree.items() if path.startswith(".github/workflows/")}


def loaded(tree: Tree) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Return path and document of each workflow."""
    for path, text in workflows(tree).items():
        yield path, YAML(typ="safe", pure=True).load(text)


def runs(tree: Tree) -> Iterator[tuple[str, str]]:
    """Return path and command of each step that runs one."""
    for path, document in loaded(tree):
        jobs = document.get("jobs")
        for job in jobs.values() if isinstance(jobs, Mapping) else ():
            yield from ((path, str(step["run"])) for step in job.get("steps", ()) if "run" in step)


def binary_artifacts(tree: Tree) -> list[str]:
    """Return the binaries in the tree."""
    return [path for path in tree if path.endswith(_BINARIES)]


def branch_protection(tree: Tree) -> list[str]:
    """Return the rules that the ruleset of main lacks."""
    ruleset = json.loads(tree[".github/rulesets/main.json"])
    rules = {rule["type"]: rule.get("parameters", {}) for rule in ruleset["rules"]}
    review = rules.get("pull_request", {})
    wanted = {
        "force pushes": "non_fast_forward" in rules,
        "deletions": "deletion" in rules,
        "status checks": bool(
            rules.get("required_status_checks", {}).get("required_status_checks")
        ),
        "up to date": rules.get("required_status_checks", {}).get(
            "strict_required_status_checks_policy"
        ),
        "approvals": review.get("required_approving_review_count", 0) >= 1,
        "code owners": review.get("require_code_owner_review"),
        "stale reviews": review.get("dismiss_stale_reviews_on_push"),
        "last push": review.get("require_last_push_approval"),
        "administrators": ruleset["bypass_actors"] == [] and ruleset["enforcement"] == "active",
    }
    return [name for name, there in wanted.items() if not there]


def ci_tests(tree: Tree) -> list[str]:
    """Return what keeps a pull request from running the tests."""
    document = dict(loaded(tree))[".github/workflows/ci.yml"]
    on = document.get("on")
    missing = [] if isinstance(on, Mapping) and "pull_request" in on else ["pull_request"]
    commands = {run for path, run in runs(tree) if path.endswith("/ci.yml")}
    return missing + sorted({"make lint", "make test"} - commands)


def dangerous_workflow(tree: Tree) -> list[str]:
    """Return the workflows that give strangers a token, or run their text."""
    wrong = [path for path, text in workflows(tree).items() if _DANGEROUS.search(text)]
    return wrong + [path for path, run in runs(tree) if _UNTRUSTED.search(run)]


def dependency_update_tool(tree: Tree) -> list[str]:
    """Return the ecosystems that nobody updates, or without waiting a week."""
    document = YAML(typ="safe", pure=True).load(tree.get(".github/dependabot.yml", "{}"))
    rows = {str(row["package-ecosystem"]): row for row in document.get("updates", ())}
    missing = sorted({"github-actions", "pip"} - set(rows))
    hasty = [n for n, row in rows.items() if row.get("cooldown", {}).get("default-days", 0) < 7]
    return missing + hasty


def fuzzing(tree: Tree) -> list[str]:
    """Return what the fuzzer lacks: its entry, its front door, or the page that says so.

    Scorecard itself knows OSS-Fuzz, ClusterFuzzLite and a few libraries; ours is none of them.
    """
    places = {"tests/fuzz/run.py": "def ", "Makefile": "\nfuzz:", "CONTRIBUTING.md": "`make fuzz`"}
    return [path for path, word in places.items() if word not in tree.get(path, "")]


def licence(tree: Tree) -> list[str]:
    """Return what is wrong with the licence at the root."""
    text = tree.get("LICENSE", "")
    parts = ("Apache License", "Version 2.0, January 2004", "END OF TERMS AND CONDITIONS")
    return [part for part in parts if part not in text]


def pinned_dependencies(tree: Tree) -> list[str]:
    """Return the actions, packages and downloads whose bytes are not fixed."""
    uses = [
        (path, line)
        for path, text in workflows(tree).items()
        for line in re.findall(r"^\s*(?:- )?uses: *(\S+)", text, re.MULTILINE)
    ]
    wrong = [f"{path}: {use}" for path, use in uses if not re.search(r"@[0-9a-f]{40}$", use)]
    wrong += [f"{p}: {r}" for p, r in runs(tree) if _DOWNLOADS.search(r) or _INSTALLS.search(r)]
    for path, text in tree.items():
        if re.fullmatch(r"requirements/\w+\.txt", path):
            blocks = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
            wrong += [f"{path}: {b.split()[0]}" for b in blocks if "--hash=sha256:" not in b]
    return wrong


def sbom(tree: Tree) -> list[str]:
    """Return what a release lacks of a bill of materials."""
    return [] if re.search(r"\.(cdx|spdx)\.json$", tree[ASSETS], re.MULTILINE) else ["SBOM"]


def security_policy(tree: Tree) -> list[str]:
    """Return what the policy lacks: where to report, what happens then, and by when."""
    text = tree.get("SECURITY.md", "")
    wanted = {
        "an address": re.search(r"https://\S+|\S+@\S+\.\w+", text),
        "free text": len(text) > 500,
        "a process": len(re.findall(r"vuln|disclos", text, re.IGNORECASE)) > 1,
        "a time": re.search(r"\d+ days", text),
    }
    return [name for name, there in wanted.items() if not there]


def signed_releases(tree: Tree) -> list[str]:
    """Return what a release lacks for all points: a provenance by this name."""
    return [] if re.search(r"\.intoto\.jsonl$", tree[ASSETS], re.MULTILINE) else ["provenance"]


def token_permissions(tree: Tree) -> list[str]:
    """Return the workflows whose token may do something before a job asks for it."""
    wrong = []
    for path, document in loaded(tree):
        top, jobs = document.get("permissions"), document.get("jobs")
        silent = (
            [j for j in jobs.values() if "permissions" not in j]
            if isinstance(jobs, Mapping)
            else []
        )
        wrong += [path] * (top != {} or bool(silent) or "write-all" in workflows(tree)[path])
    return wrong


CHECKS: Mapping[str, Callable[[Tree], list[str]]] = {
    "Binary-Artifacts": binary_artifacts,
    "Branch-Protection": branch_protection,
    "CI-Tests": ci_tests,
    "Dangerous-Workflow": dangerous_workflow,
    "Dependency-Update-Tool": dependency_update_tool,
    "Fuzzing": fuzzing,
    "License": licence,
    "Pinned-Dependencies": pinned_dependencies,
    "SBOM": sbom,
    "Security-Policy": security_policy,
    "Signed-Releases": signed_releases,
    "Token-Permissions": token_permissions,
}
