"""Every JSON answer of the local GitHub against models made from GitHub's OpenAPI description."""

import json
import threading
from collections.abc import Mapping
from functools import cache

from githubkit_schemas.v2026_03_10 import models
from pydantic import TypeAdapter, ValidationError

from tests.rehearsal.hosts.exchange import Request, Response
from tests.rehearsal.hosts.routes import compile_template

_REPO = "/repos/{owner}/{repo}"
_ORG = "/orgs/{org}/attestations"

# (method, template) → the model of a good answer; `list[…]` for lists, None for no body.
MODELS: Mapping[tuple[str, str], str | None] = {
    ("GET", _REPO): "FullRepository",
    ("GET", "/user"): "PublicUser",
    ("GET", f"{_REPO}/releases"): "list[Release]",
    ("POST", f"{_REPO}/releases"): "Release",
    ("GET", f"{_REPO}/releases/latest"): "Release",
    ("GET", f"{_REPO}/releases/tags/{{tag+}}"): "Release",
    ("GET", f"{_REPO}/releases/{{release_id}}"): "Release",
    ("PATCH", f"{_REPO}/releases/{{release_id}}"): "Release",
    ("DELETE", f"{_REPO}/releases/{{release_id}}"): None,
    ("GET", f"{_REPO}/releases/{{release_id}}/assets"): "list[ReleaseAsset]",
    ("POST", f"{_REPO}/releases/{{release_id}}/assets"): "ReleaseAsset",
    ("GET", f"{_REPO}/releases/assets/{{asset_id}}"): "ReleaseAsset",
    ("PATCH", f"{_REPO}/releases/assets/{{asset_id}}"): "ReleaseAsset",
    ("DELETE", f"{_REPO}/releases/assets/{{asset_id}}"): None,
    ("GET", f"{_REPO}/immutable-releases"): "CheckImmutableReleases",
    ("GET", f"{_REPO}/git/ref/{{ref+}}"): "GitRef",
    ("GET", f"{_REPO}/git/refs/{{ref+}}"): "GitRef",
    ("GET", f"{_REPO}/git/matching-refs/{{ref+}}"): "list[GitRef]",
    ("POST", f"{_REPO}/git/refs"): "GitRef",
    ("PATCH", f"{_REPO}/git/refs/{{ref+}}"): "GitRef",
    ("DELETE", f"{_REPO}/git/refs/{{ref+}}"): None,
    ("GET", f"{_REPO}/git/commits/{{sha}}"): "GitCommit",
    ("POST", f"{_REPO}/git/commits"): "GitCommit",
    ("GET", f"{_REPO}/git/trees/{{tree+}}"): "GitTree",
    ("POST", f"{_REPO}/git/trees"): "GitTree",
    ("GET", f"{_REPO}/git/blobs/{{sha}}"): "Blob",
    ("POST", f"{_REPO}/git/blobs"): "ShortBlob",
    ("GET", f"{_REPO}/contents"): "list[ContentDirectoryItems]",
    ("GET", f"{_REPO}/contents/"): "list[ContentDirectoryItems]",
    ("GET", f"{_REPO}/contents/{{path+}}"): "ContentFile | list[ContentDirectoryItems]",
    ("GET", f"{_REPO}/commits"): "list[Commit]",
    ("GET", f"{_REPO}/commits/{{ref}}"): "Commit",
    ("GET", f"{_REPO}/compare/{{basehead+}}"): "CommitComparison",
    ("GET", f"{_REPO}/branches/{{branch+}}"): "BranchWithProtection",
    ("GET", f"{_REPO}/tags"): "list[Tag]",
    ("GET", f"{_REPO}/pulls"): "list[PullRequestSimple]",
    ("POST", f"{_REPO}/pulls"): "PullRequest",
    ("GET", f"{_REPO}/pulls/{{pull_id}}"): "PullRequest",
    ("PATCH", f"{_REPO}/pulls/{{pull_id}}"): "PullRequest",
    ("GET", f"{_REPO}/pulls/{{pull_id}}/files"): "list[DiffEntry]",
    ("PUT", f"{_REPO}/pulls/{{pull_id}}/merge"): "PullRequestMergeResult",
    ("GET", f"{_REPO}/issues"): "list[Issue]",
    ("POST", f"{_REPO}/issues"): "Issue",
    ("GET", f"{_REPO}/issues/{{issue_id}}"): "Issue",
    ("PATCH", f"{_REPO}/issues/{{issue_id}}"): "Issue",
    ("GET", f"{_REPO}/issues/{{issue_id}}/comments"): "list[IssueComment]",
    ("POST", f"{_REPO}/issues/{{issue_id}}/comments"): "IssueComment",
    ("GET", f"{_REPO}/labels/{{name+}}"): "Label",
    ("POST", f"{_REPO}/issues/{{pull_id}}/labels"): "list[Label]",
    ("DELETE", f"{_REPO}/issues/{{pull_id}}/labels/{{name+}}"): "list[Label]",
    ("GET", f"{_REPO}/actions/workflows"): "ReposOwnerRepoActionsWorkflowsGetResponse200",
    ("GET", f"{_REPO}/actions/workflows/{{workflow}}"): "Workflow",
    (
        "GET",
        f"{_REPO}/actions/workflows/{{workflow}}/runs",
    ): "ReposOwnerRepoActionsWorkflowsWorkflowIdRunsGetResponse200",
    (
        "POST",
        f"{_REPO}/actions/workflows/{{workflow}}/dispatches",
    ): "WorkflowDispatchResponse",
    ("GET", f"{_REPO}/actions/runs"): "ReposOwnerRepoActionsRunsGetResponse200",
    ("GET", f"{_REPO}/actions/runs/{{run_id}}"): "WorkflowRun",
    (
        "GET",
        f"{_REPO}/actions/runs/{{run_id}}/artifacts",
    ): "ReposOwnerRepoActionsRunsRunIdArtifactsGetResponse200",
    ("GET", f"{_REPO}/actions/artifacts"): "ReposOwnerRepoActionsArtifactsGetResponse200",
    ("GET", f"{_REPO}/actions/artifacts/{{artifact_id}}"): "Artifact",
    ("GET", f"{_REPO}/actions/artifacts/{{artifact_id}}/zip"): None,
    ("GET", f"{_REPO}/actions/permissions"): "ActionsRepositoryPermissions",
    ("GET", f"{_REPO}/actions/permissions/selected-actions"): "SelectedActions",
    (
        "GET",
        f"{_REPO}/actions/permissions/workflow",
    ): "ActionsGetDefaultWorkflowPermissions",
    (
        "GET",
        f"{_REPO}/actions/permissions/fork-pr-contributor-approval",
    ): "ActionsForkPrContributorApproval",
    (
        "GET",
        f"{_REPO}/private-vulnerability-reporting",
    ): "ReposOwnerRepoPrivateVulnerabilityReportingGetResponse200",
    ("GET", f"{_REPO}/codeowners/errors"): "CodeownersErrors",
    ("GET", f"{_REPO}/actions/secrets"): "ReposOwnerRepoActionsSecretsGetResponse200",
    ("GET", f"{_REPO}/environments"): "ReposOwnerRepoEnvironmentsGetResponse200",
    (
        "GET",
        f"{_REPO}/environments/{{environment}}/deployment-branch-policies",
    ): "ReposOwnerRepoEnvironmentsEnvironmentNameDeploymentBranchPoliciesGetResponse200",
    (
        "GET",
        f"{_REPO}/environments/{{environment}}/secrets",
    ): "ReposOwnerRepoEnvironmentsEnvironmentNameSecretsGetResponse200",
    (
        "GET",
        f"{_REPO}/environments/{{environment}}/variables",
    ): "ReposOwnerRepoEnvironmentsEnvironmentNameVariablesGetResponse200",
    ("GET", f"{_REPO}/rulesets"): "list[RepositoryRuleset]",
    ("GET", f"{_REPO}/rulesets/{{ruleset_id}}"): "RepositoryRuleset",
    ("GET", "/orgs/{org}/installations"): "OrgsOrgInstallationsGetResponse200",
    ("POST", f"{_REPO}/actions/runs/{{run_id}}/rerun"): "EmptyObject",
    ("POST", f"{_REPO}/actions/runs/{{run_id}}/rerun-failed-jobs"): "EmptyObject",
    ("POST", f"{_REPO}/actions/runs/{{run_id}}/cancel"): "EmptyObject",
    ("GET", f"{_REPO}/actions/variables"): "ReposOwnerRepoActionsVariablesGetResponse200",
    ("POST", f"{_REPO}/actions/variables"): "EmptyObject",
    ("GET", f"{_REPO}/actions/variables/{{name}}"): "ActionsVariable",
    ("PATCH", f"{_REPO}/actions/variables/{{name}}"): None,
    ("DELETE", f"{_REPO}/actions/variables/{{name}}"): None,
    ("POST", f"{_REPO}/attestations"): "ReposOwnerRepoAttestationsPostResponse201",
    (
        "GET",
        f"{_REPO}/attestations/{{digest}}",
    ): "ReposOwnerRepoAttestationsSubjectDigestGetResponse200",
    ("GET", f"{_ORG}/{{digest}}"): "OrgsOrgAttestationsSubjectDigestGetResponse200",
    ("DELETE", f"{_ORG}/digest/{{digest}}"): None,
    ("DELETE", f"{_ORG}/{{attestation_id}}"): None,
    ("GET", f"{_REPO}/installation"): "Installation",
    ("POST", "/app/installations/{installation_id}/access_tokens"): "InstallationToken",
    ("DELETE", "/installation/token"): None,
}
_HOSTS = frozenset({"api.github.com", "uploads.github.com"})


class Conformance:
    """Collects what does not conform; a test ends by finding `problems` empty."""

    def __init__(self) -> None:
        """Start with no problem."""
        self._lock = threading.Lock()
        self.problems: list[str] = []
        self.checked = 0

    def check(self, request: Request, response: Response) -> None:
        """Check one answer; 501, redirects, raw bytes and GraphQL have no model."""
        if request.host not in _HOSTS or request.path == "/graphql" or response.status == 501:
            return
        kind = response.headers.get("Content-Type", "")
        if "application/json" not in kind:
            return
        problem = self._problem(request, response)
        with self._lock:
            self.checked += 1
            if problem:
                self.problems.append(f"{request} → {response.status}: {problem}")

    def _problem(self, request: Request, response: Response) -> str | None:
        name = _model(request) if response.status < 300 else _error_model(response)
        if name is None:
            return "no model is known for a JSON answer to this call"
        try:
            body = json.loads(_whitelisted(response.body))
            _adapter(_fitting(name, listed=isinstance(body, list))).validate_python(body)
        except ValidationError as error:
            rows = [f"{'.'.join(map(str, row['loc']))}: {row['msg']}" for row in error.errors()]
            return f"not a {name}: {'; '.join(rows[:5])}"
        return None


def _model(request: Request) -> str | None:
    for (method, template), name in MODELS.items():
        if method == request.verb and compile_template(template).fullmatch(request.path):
            return name
    return None


def _error_model(response: Response) -> str:
    errors = "errors" in json.loads(response.body)
    return "ValidationError" if response.status == 422 and errors else "BasicError"


def _whitelisted(body: bytes) -> bytes:
    # The description's list of states lacks `starter`, which its own prose names.
    return body.replace(b'"state": "starter"', b'"state": "open"')


def _fitting(name: str, *, listed: bool) -> str:
    """Return the kind that fits where a call answers with one thing or with a list."""
    kinds = name.split(" | ")
    return next((kind for kind in kinds if kind.startswith("list[") == listed), kinds[0])


@cache
def _adapter(name: str) -> "TypeAdapter[object]":
    model: type[object] = getattr(models, name.removeprefix("list[").removesuffix("]"))
    # The kind of list is known at run time only, which mypy cannot express.
    return TypeAdapter(list[model] if name.startswith("list[") else model)  # type: ignore[valid-type]
