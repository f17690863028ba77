"""How commits, trees, refs and differences look in JSON."""

import re

from tests.rehearsal.hosts.exchange import Json
from tests.rehearsal.hosts.hub import Hub
from tests.rehearsal.hosts.objects import TREE, Commit, Person
from tests.rehearsal.hosts.repository import Change, Ref
from tests.rehearsal.hosts.state import Owner
from tests.rehearsal.hosts.views import user

_NOREPLY = re.compile(r"[0-9]+\+(.+)@users\.noreply\.github\.com")

SUBMODULE = "160000"


def ref_view(repo: Owner, ref: Ref) -> Json:
    """Return a ref and what it points at."""
    return {
        "ref": ref.name,
        "node_id": f"REF_{ref.name}",
        "url": f"{repo.api}/git/{ref.name}",
        "object": {
            "sha": ref.sha,
            "type": ref.kind,
            "url": f"{repo.api}/git/{ref.kind}s/{ref.sha}",
        },
    }


def tree_rows(repo: Owner, entries: dict[str, tuple[str, str]]) -> list[Json]:
    """Return the entries of a tree."""
    return [
        {
            "path": path,
            "mode": mode.zfill(6),
            "type": (kind := entry_kind(mode)),
            "sha": sha,
            "url": f"{repo.api}/git/{kind}s/{sha}",
        }
        for path, (mode, sha) in sorted(entries.items())
    ]


def entry_kind(mode: str) -> str:
    """Return what a tree entry with `mode` is."""
    return {TREE: "tree", SUBMODULE: "commit"}.get(mode, "blob")


def _person(who: Person) -> Json:
    return {"name": who.name, "email": who.email, "date": who.date}


def _verification(hub: Hub, sha: str) -> Json:
    signed = sha in hub.state.signed_commits
    return {
        "verified": signed,
        "reason": "valid" if signed else "unsigned",
        "signature": None,
        "payload": None,
        "verified_at": None,
    }


def git_commit_view(hub: Hub, commit: Commit) -> dict[str, Json]:
    """Return a commit as the git database gives it."""
    repo = hub.repo
    return {
        "sha": commit.sha,
        "node_id": f"C_{commit.sha}",
        "url": f"{repo.api}/git/commits/{commit.sha}",
        "html_url": f"{repo.web}/commit/{commit.sha}",
        "author": _person(commit.author),
        "committer": _person(commit.committer),
        "message": commit.message.rstrip("\n"),
        "tree": {"sha": commit.tree, "url": f"{repo.api}/git/trees/{commit.tree}"},
        "parents": [
            {
                "sha": parent,
                "url": f"{repo.api}/git/commits/{parent}",
                "html_url": f"{repo.web}/commit/{parent}",
            }
            for parent in commit.parents
        ],
        "verification": _verification(hub, commit.sha),
    }


def commit_view(hub: Hub, commit: Commit) -> dict[str, Json]:
    """Return a commit as the commits API gives it."""
    whole = git_commit_view(hub, commit)
    url = f"{hub.repo.api}/commits/{commit.sha}"
    inner = {name: whole[name] for name in ("author", "committer", "message", "tree", "url")}
    return {
        "sha": commit.sha,
        "node_id": whole["node_id"],
        "url": url,
        "html_url": whole["html_url"],
        "comments_url": f"{url}/comments",
        "commit": {**inner, "comment_count": 0, "verification": whole["verification"]},
        "author": _account(commit.author),
        "committer": _account(commit.committer),
        "parents": whole["parents"],
    }


def _account(person: Person) -> Json:
    """Return the account that GitHub finds by the address, or null."""
    login = account_of(person)
    return user(login) if login else None


def account_of(person: Person) -> str | None:
    """Return the login of that account."""
    if person.email == "noreply@github.com":
        return "web-flow"
    found = _NOREPLY.fullmatch(person.email)
    return found[1] if found else None


def change_view(repo: Owner, change: Change, commit: str) -> Json:
    """Return one file of a difference."""
    return {
        "sha": change.sha,
        "filename": change.path,
        "status": change.status,
        "additions": change.additions,
        "deletions": change.deletions,
        "changes": change.additions + change.deletions,
        "blob_url": f"{repo.web}/blob/{commit}/{change.path}",
        "raw_url": f"{repo.web}/raw/{commit}/{change.path}",
        "contents_url": f"{repo.api}/contents/{change.path}?ref={commit}",
    }
