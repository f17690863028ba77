"""How pull requests look in JSON."""

from tests.rehearsal.hosts.exchange import Json
from tests.rehearsal.hosts.hub import Hub
from tests.rehearsal.hosts.state import Pull
from tests.rehearsal.hosts.views import full_repository, label_view, user


def _side(hub: Hub, branch: str, sha: str) -> Json:
    repo = hub.repo
    return {
        "label": f"{repo.owner}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": user(repo.owner, repo.owner_id),
        "repo": full_repository(repo),
    }


def _links(hub: Hub, pull: Pull, head: str) -> dict[str, str]:
    url = f"{hub.repo.api}/pulls/{pull.number}"
    issue = f"{hub.repo.api}/issues/{pull.number}"
    return {
        "self": url,
        "html": f"{hub.repo.web}/pull/{pull.number}",
        "issue": issue,
        "comments": f"{issue}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{hub.repo.api}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{hub.repo.api}/statuses/{head}",
    }


def simple_view(hub: Hub, pull: Pull, head: str) -> dict[str, Json]:
    """Return a pull request as a list has it."""
    links = _links(hub, pull, head)
    base = hub.repository.branch(pull.base)
    named: dict[str, Json] = {
        f"{name}_url": url for name, url in links.items() if name not in {"self", "html"}
    }
    return {
        **named,
        "url": links["self"],
        "html_url": links["html"],
        "diff_url": f"{links['html']}.diff",
        "patch_url": f"{links['html']}.patch",
        "id": pull.id,
        "node_id": f"PR_{pull.id}",
        "number": pull.number,
        "state": pull.state,
        "locked": False,
        "title": pull.title,
        "user": user(pull.author),
        "body": pull.body,
        "labels": [label_view(hub.repo, name) for name in pull.labels],
        "milestone": None,
        "created_at": pull.created_at,
        "updated_at": pull.updated_at,
        "closed_at": pull.closed_at,
        "merged_at": pull.merged_at,
        "merge_commit_sha": pull.merge_sha,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "head": _side(hub, pull.head, head),
        "base": _side(hub, pull.base, base.sha if base else pull.head_sha),
        "_links": {name: {"href": url} for name, url in links.items()},
        "author_association": "CONTRIBUTOR",
        "auto_merge": None,
        "draft": pull.draft,
    }


def full_view(hub: Hub, pull: Pull, head: str) -> Json:
    """Return a pull request as GET /pulls/{number} has it."""
    git = hub.repository
    base = git.merge_base(f"refs/heads/{pull.base}", head) or head
    changes = git.changes(base, head)
    return {
        **simple_view(hub, pull, head),
        "merged": pull.merged_at is not None,
        "mergeable": None if pull.merged_at else True,
        "mergeable_state": "unknown" if pull.merged_at else "clean",
        "rebaseable": None,
        "merged_by": user(pull.merged_by) if pull.merged_by else None,
        "comments": len(pull.comments),
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": len(git.between(base, head)),
        "additions": sum(change.additions for change in changes),
        "deletions": sum(change.deletions for change in changes),
        "changed_files": len(changes),
    }
