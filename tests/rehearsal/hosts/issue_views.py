"""How issues and their comments look in JSON."""

from tests.rehearsal.hosts.exchange import Json
from tests.rehearsal.hosts.hub import Hub
from tests.rehearsal.hosts.issue_records import Comment, Issue
from tests.rehearsal.hosts.state import Pull
from tests.rehearsal.hosts.views import label_view, user


def _common(hub: Hub, number: int, page: str) -> dict[str, Json]:
    url = f"{hub.repo.api}/issues/{number}"
    return {
        "url": url,
        "repository_url": hub.repo.api,
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": f"{hub.repo.web}/{page}/{number}",
        "number": number,
        "labels": [],
        "milestone": None,
        "assignee": None,
        "assignees": [],
        "locked": False,
        "author_association": "NONE",
    }


def issue_view(hub: Hub, issue: Issue) -> dict[str, Json]:
    """Return an issue."""
    return {
        **_common(hub, issue.number, "issues"),
        "id": issue.id,
        "node_id": f"I_{issue.id}",
        "title": issue.title,
        "body": issue.body,
        "user": user(issue.author),
        "state": issue.state,
        "state_reason": issue.reason,
        "comments": len(issue.comments),
        "created_at": issue.created_at,
        "updated_at": issue.updated_at,
        "closed_at": issue.closed_at,
    }


def pull_as_issue(hub: Hub, pull: Pull) -> dict[str, Json]:
    """Return a pull request as the list of issues has it."""
    url = f"{hub.repo.api}/pulls/{pull.number}"
    page = f"{hub.repo.web}/pull/{pull.number}"
    return {
        **_common(hub, pull.number, "pull"),
        "id": pull.id,
        "node_id": f"PR_{pull.id}",
        "title": pull.title,
        "body": pull.body,
        "user": user(pull.author),
        "state": pull.state,
        "state_reason": None,
        "labels": [label_view(hub.repo, name) for name in pull.labels],
        "comments": len(pull.comments),
        "created_at": pull.created_at,
        "updated_at": pull.updated_at,
        "closed_at": pull.closed_at,
        "draft": pull.draft,
        "pull_request": {
            "url": url,
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "merged_at": pull.merged_at,
        },
    }


def comment_view(hub: Hub, issue: Issue | Pull, comment: Comment) -> dict[str, Json]:
    """Return a comment on an issue or a pull request."""
    kind = "issues" if isinstance(issue, Issue) else "pull"
    page = f"{hub.repo.web}/{kind}/{issue.number}#issuecomment-{comment.id}"
    return {
        "id": comment.id,
        "node_id": f"IC_{comment.id}",
        "url": f"{hub.repo.api}/issues/comments/{comment.id}",
        "html_url": page,
        "body": comment.body,
        "user": user(comment.author),
        "created_at": comment.created_at,
        "updated_at": comment.created_at,
        "issue_url": f"{hub.repo.api}/issues/{issue.number}",
        "author_association": "NONE",
    }
