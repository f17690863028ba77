"""GitHub's answers in JSON: typed, or refused as nonsense; fields nobody asks for may come."""

import json
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from release.artifact import Digest
from release.canonical import invalid
from release.errors import InvalidRecordError, ServiceDownError
from release.guard.questions import Published
from release.names import Names, Role, Tag

Row = Mapping[str, object]


def parsed(what: str, body: bytes | str) -> object:
    """Return the document in `body`, the answer to `what`; raises ServiceDownError."""
    try:
        document: object = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise nonsense(what, "is not JSON") from error
    return document


def table(value: object, what: str) -> Row:
    """Return an object."""
    if not isinstance(value, dict):
        raise nonsense(what, "is not an object")
    return value


def rows(value: object, what: str) -> list[Row]:
    """Return a list of objects."""
    if not isinstance(value, list):
        raise nonsense(what, "is not a list")
    return [table(row, what) for row in value]


def text(row: Row, key: str) -> str:
    """Return the text at `key`."""
    if not isinstance(value := row.get(key), str):
        raise nonsense(key, "is not a text")
    return value


def number(row: Row, key: str) -> int:
    """Return the whole number at `key`; a boolean is none."""
    if type(value := row.get(key)) is not int:
        raise nonsense(key, "is not a number")
    return value


def nullable(row: Row, key: str) -> object:
    """Return what stands at `key`, which may be null but not be missing: unknown is not absent."""
    if key not in row:
        raise nonsense(key, "is missing")
    return row[key]


def flag(row: Row, key: str) -> bool:
    """Return the boolean at `key`."""
    if not isinstance(value := row.get(key), bool):
        raise nonsense(key, "is not a boolean")
    return value


def mirror_tag(name: str, model: str) -> Tag | None:
    """Return the tag called `name` if it is one of `model`, in its one spelling."""
    try:
        tag = Tag.parse(name)
    except InvalidRecordError:
        return None
    return tag if tag.model == model else None


def published(row: Row, model: str) -> Published | None:
    """Return a published release of `model`, with the digest GitHub states for its manifest."""
    tag = mirror_tag(text(row, "tag_name"), model)
    if tag is None:
        return None
    name = Names(tag).asset(Role.MANIFEST)
    for asset in rows(row.get("assets"), "/releases"):
        if asset.get("name") == name:
            if not isinstance(digest := asset.get("digest"), str):
                raise invalid(f"the digest of {name}", "is not stated by GitHub")
            return Published(tag=tag, manifest=Digest.parse(digest))
    return Published(tag=tag, manifest=None)


def clock(date: str | None, what: str) -> int:
    """Return the time that the header `Date` states, in seconds since 1970.

    Two jobs run on two machines; GitHub's clock is the one they share.
    """
    try:
        moment = parsedate_to_datetime(date or "")
    except ValueError as error:
        raise nonsense(what, "does not say when it was given") from error
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def nonsense(what: str, problem: str) -> ServiceDownError:
    """Return the error for an answer that is not one."""
    return ServiceDownError(
        f"GitHub's answer to {what[:120]} {problem}",
        expected="what GitHub documents",
        remedy="run the job again later",
    )
