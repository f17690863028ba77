"""The JSON body of a request, read by name and type."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tests.rehearsal.hosts.exchange import Json, RefusedError, Request


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON object; a member of the wrong type is refused as GitHub does, with 422."""

    members: Mapping[str, Json]

    @classmethod
    def of(cls, request: Request) -> "Document":
        """Read the body of `request`; nothing is an empty object. Raises RefusedError 400."""
        try:
            value = json.loads(request.body or b"{}")
        except ValueError as error:
            raise RefusedError(400, "Problems parsing JSON") from error
        if not isinstance(value, dict):
            raise RefusedError(400, "Body should be a JSON object")
        return cls(value)

    def __contains__(self, name: str) -> bool:
        """Say whether the member was sent, even as null."""
        return name in self.members

    def text(self, name: str) -> str | None:
        """Return a string member, or None when absent or null."""
        value = self.members.get(name)
        if value is None or isinstance(value, str):
            return value
        raise _wrong(name, "a string")

    def need(self, name: str) -> str:
        """Return a string member that must be there and not empty."""
        if not (value := self.text(name)):
            raise RefusedError(422, f'Invalid request.\n\n"{name}" wasn\'t supplied.')
        return value

    def flag(self, name: str) -> bool | None:
        """Return a boolean member, or None when absent or null."""
        value = self.members.get(name)
        if value is None or isinstance(value, bool):
            return value
        raise _wrong(name, "a boolean")

    def part(self, name: str) -> "Document":
        """Return an object member; absent is empty."""
        value = self.members.get(name)
        if value is None:
            return Document({})
        if isinstance(value, Mapping):
            return Document(value)
        raise _wrong(name, "an object")

    def parts(self, name: str) -> tuple["Document", ...]:
        """Return a list of objects; absent is empty."""
        return tuple(
            Document(item) if isinstance(item, Mapping) else _refuse(name)
            for item in self._items(name)
        )

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of strings; absent is empty."""
        return tuple(str(item) for item in self._items(name))

    def _items(self, name: str) -> tuple[Json, ...]:
        value = self.members.get(name) or ()
        if isinstance(value, list | tuple):
            return tuple(value)
        raise _wrong(name, "a list")

    def scalars(self) -> dict[str, str]:
        """Return every member as text: the inputs of a dispatch."""
        return {name: _spell(value) for name, value in self.members.items()}


def _spell(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _wrong(name: str, kind: str) -> RefusedError:
    return RefusedError(422, f'Invalid request.\n\n"{name}" is not {kind}.')


def _refuse(name: str) -> Document:
    raise _wrong(name, "a list of objects")
