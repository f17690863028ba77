"""GraphQL: a commit on a branch that must still be what the caller saw, signed by GitHub."""

import base64
import binascii

from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import Json, RefusedError
from tests.rehearsal.hosts.git_data import GITHUB, account
from tests.rehearsal.hosts.objects import Person
from tests.rehearsal.hosts.refusal import GraphQLError
from tests.rehearsal.hosts.routes import Call

_REGULAR = "100644"


def create(call: Call, variables: Document) -> Json:
    """Add one commit. The author is the token's account: nobody can choose another one here.

    Source: docs.github.com, GraphQL reference, createCommitOnBranch.
    """
    if not call.bearer.may("contents:write"):
        raise GraphQLError("FORBIDDEN", "Resource not accessible by integration")
    hub, given = call.hub, variables.part("input")
    about, expected = given.part("branch"), given.need("expectedHeadOid")
    if about.need("repositoryNameWithOwner").lower() != hub.repo.full_name.lower():
        raise GraphQLError("NOT_FOUND", "Could not resolve to a Repository")
    name = f"refs/heads/{about.need('branchName')}"
    found = hub.repository.ref(name)
    if found is None:
        raise GraphQLError("NOT_FOUND", f'No ref exists with the name "{name}"')
    if found.sha != expected:
        text = f'Expected branch to point to "{expected}" but it did not. Pull and try again.'
        raise GraphQLError("STALE_DATA", text)
    sha = _commit(call, given, expected)
    hub.require_workflows(call.bearer, sha, RefusedError(403, "workflows"))
    hub.repository.set_ref(name, sha, old=expected)
    hub.state.signed_commits.add(sha)
    hub.happened("push", call.bearer.login, name, sha=sha)
    return {"createCommitOnBranch": {"commit": {"oid": sha}}}


def _commit(call: Call, given: Document, parent: str) -> str:
    objects, changes = call.hub.repository.objects, given.part("fileChanges")
    edits: dict[str, tuple[str, str] | None] = {}
    for row in changes.parts("additions"):
        edits[row.need("path")] = (_REGULAR, objects.write("blob", _bytes(row)))
    for row in changes.parts("deletions"):
        edits[path := row.need("path")] = None
        if objects.read(f"{parent}:{path}") is None:
            raise GraphQLError("UNPROCESSABLE", f"A path was requested for deletion: {path}")
    tree = objects.edit_tree(f"{parent}^{{tree}}", edits)
    author = account(call.bearer.login)
    by = (author, Person(name=GITHUB[0], email=GITHUB[1], date=author.date))
    message = given.part("message")
    parts = (message.need("headline"), message.text("body"))
    return objects.write_commit(tree, [parent], by=by, message="\n\n".join(filter(None, parts)))


def _bytes(row: Document) -> bytes:
    try:
        return base64.b64decode(row.text("contents") or "", validate=True)
    except binascii.Error as error:
        raise GraphQLError("UNPROCESSABLE", "contents is not valid Base64") from error
