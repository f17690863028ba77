"""How people, bots and the repository look in JSON."""

from zlib import crc32

from tests.rehearsal.hosts.exchange import Json
from tests.rehearsal.hosts.state import API, WEB, Owner
from tests.rehearsal.hosts.tokens import ACTIONS_BOT

_USER_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}

_REPOSITORY_LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}

_COUNTS = (
    "forks_count", "stargazers_count", "watchers_count", "size", "open_issues_count", "forks",
    "open_issues", "watchers", "subscribers_count", "network_count",
)  # fmt: skip
_CREATED = "2024-02-01T00:00:00Z"
_ACTIONS_BOT_ID = 41898282


def user_id(login: str) -> int:
    """Return a stable id; GitHub's own bot has its real one."""
    return _ACTIONS_BOT_ID if login == ACTIONS_BOT else crc32(login.encode())


def user(login: str, number: int | None = None) -> dict[str, Json]:
    """Return the short form of an account."""
    url = f"{API}/users/{login}"
    bot = login.endswith("[bot]")
    number = number if number is not None else user_id(login)
    return {
        "login": login,
        "id": number,
        "node_id": f"U_{number}",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{number}?v=4",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{WEB}/{'apps/' + login.removesuffix('[bot]') if bot else login}",
        **{name: url + tail for name, tail in _USER_LINKS.items()},
        "type": "Bot" if bot else "User",
        "site_admin": False,
    }


def public_user(login: str) -> Json:
    """Return the long form of an account: GET /user."""
    nothing = ("name", "company", "blog", "location", "email", "hireable", "bio")
    return {
        **user(login),
        **dict.fromkeys(nothing),
        **dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0),
        "created_at": _CREATED,
        "updated_at": _CREATED,
    }


def minimal_repository(repo: Owner) -> dict[str, Json]:
    """Return the repository as other objects embed it."""
    return {
        "id": repo.repository_id,
        "node_id": f"R_{repo.repository_id}",
        "name": repo.name,
        "full_name": repo.full_name,
        "owner": {**user(repo.owner, repo.owner_id), "type": "Organization"},
        "private": False,
        "html_url": repo.web,
        "description": None,
        "fork": False,
        "url": repo.api,
        **{name: repo.api + tail for name, tail in _REPOSITORY_LINKS.items()},
    }


def full_repository(repo: Owner) -> dict[str, Json]:
    """Return the repository as GET /repos/{owner}/{repo} does."""
    return {
        **minimal_repository(repo),
        "git_url": f"git://github.com/{repo.full_name}.git",
        "ssh_url": f"git@github.com:{repo.full_name}.git",
        "clone_url": f"{repo.web}.git",
        "svn_url": repo.web,
        "mirror_url": None,
        "homepage": None,
        "language": "Python",
        "license": None,
        "default_branch": repo.default_branch,
        "visibility": "public",
        "has_issues": True,
        "has_projects": False,
        "has_wiki": False,
        "has_pages": False,
        "has_discussions": False,
        "archived": False,
        "disabled": False,
        "pushed_at": _CREATED,
        "created_at": _CREATED,
        "updated_at": _CREATED,
        **dict.fromkeys(_COUNTS, 0),
    }


def label_view(repo: Owner, name: str) -> Json:
    """Return a label as GitHub makes it when it is used for the first time."""
    number = crc32(name.encode())
    return {
        "id": number,
        "node_id": f"LA_{number}",
        "url": f"{repo.api}/labels/{name}",
        "name": name,
        "color": "ededed",
        "default": False,
        "description": None,
        "archived_at": None,
        "archived_by": None,
    }
