"""The settings of the repository as its owner clicks them; a new one is as GitHub makes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.rehearsal.hosts.exchange import Json


@dataclass(slots=True, kw_only=True)
class Gate:
    """An environment: who is asked, and from where a job may enter (None: from anywhere)."""

    reviewers: tuple[str, ...] = ()
    prevent_self_review: bool = False
    branches: tuple[str, ...] | None = None
    tags: tuple[str, ...] = ()
    administrators_bypass: bool = True
    secrets: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Installed:
    """An installation of a GitHub App in the organisation; `app_id` is the App's number."""

    permissions: Mapping[str, str]
    app_id: int
    everywhere: bool = False


@dataclass(slots=True, kw_only=True)
class Settings:
    """What is clicked, with the defaults of a new public repository.

    Source of the defaults: docs.github.com, "Managing GitHub Actions settings for a repository",
    "Managing rulesets", "Managing environments for deployment".
    """

    merging: dict[str, bool] = field(
        default_factory=lambda: {
            "allow_squash_merge": True,
            "allow_merge_commit": True,
            "allow_rebase_merge": True,
            "allow_auto_merge": False,
            "delete_branch_on_merge": False,
        }
    )
    security: dict[str, bool] = field(
        default_factory=lambda: {
            "secret_scanning": False,
            "secret_scanning_push_protection": False,
            "dependabot_security_updates": False,
        }
    )
    allowed_actions: str = "all"
    sha_pinning: bool = False
    github_owned: bool = True
    verified: bool = False
    patterns: tuple[str, ...] = ()
    token: str = "write"
    fork_approval: str = "first_time_contributors"
    vulnerability_reports: bool = False
    secrets: tuple[str, ...] = ()
    unknown_owners: tuple[str, ...] = ()
    environments: dict[str, Gate] = field(default_factory=dict)
    rulesets: dict[int, Mapping[str, Json]] = field(default_factory=dict)
    installations: dict[str, Installed] = field(default_factory=dict)
