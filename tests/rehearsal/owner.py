"""The owner of the repository, who clicks what docs/setup.md lists, as literally as a person."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.rehearsal.hosts.github import GitHub
from tests.rehearsal.hosts.governed import Gate

RULESETS = (
    "drops.json",
    "main.json",
    "mirror-tags-creation.json",
    "mirror-tags.json",
    "other-tags.json",
    "tool-tags-creation.json",
    "tool-tags.json",
)


def click(github: GitHub, tree: Path) -> dict[str, int]:
    """Set everything up, and return the numbers of the rulesets by the names of their files."""
    settings = github.settings
    settings.merging |= {
        "allow_merge_commit": False,
        "allow_rebase_merge": False,
        "delete_branch_on_merge": True,
    }
    settings.security = dict.fromkeys(settings.security, True)
    settings.allowed_actions, settings.sha_pinning = "selected", True
    settings.patterns = (
        "sigstore/cosign-installer@*",
        "googleapis/release-please-action@*",
        "astral-sh/setup-uv@*",
    )
    settings.token, settings.fork_approval = "read", "all_external_contributors"
    settings.vulnerability_reports = True
    reviewed = ("mirror-revoke", "mirror-sign", "tool-sign")
    settings.environments = {name: gate() for name in reviewed}
    for name in ("mirror-publish", "mirror-record", "tool-release"):
        settings.environments[name] = Gate(branches=("main",), administrators_bypass=False)
    return import_rulesets(github, lambda path: (tree / path).read_text(encoding="utf-8"))


def import_rulesets(github: GitHub, read: Callable[[str], str]) -> dict[str, int]:
    """Import every ruleset of the tree that `read` reads, and return their numbers by file."""
    return {
        name: github.import_ruleset(json.loads(read(f".github/rulesets/{name}")))
        for name in RULESETS
    }


def gate() -> Gate:
    """Return an environment as docs/setup.md asks for it."""
    return Gate(
        reviewers=("a-maintainer",),
        prevent_self_review=True,
        branches=("main",),
        administrators_bypass=False,
    )
