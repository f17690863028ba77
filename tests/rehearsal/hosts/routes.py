"""Which handler answers which call: one declarative row per call of GitHub's API."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.rehearsal.hosts.exchange import Request, Response
from tests.rehearsal.hosts.tokens import Bearer

if TYPE_CHECKING:
    from tests.rehearsal.hosts.hub import Hub


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a handler gets: everything there is, the request, who asks, and the path's parts."""

    hub: "Hub"
    request: Request
    bearer: Bearer
    parts: Mapping[str, str]

    def number(self, name: str) -> int:
        """Return a numeric part of the path; the template admits digits only."""
        return int(self.parts[name])


Handler = Callable[[Call], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A row: method, template, handler, and the right a token needs (`contents:write`).

    In a template `{name}` is one segment, `{name+}` one or more, `{name_id}` digits.
    """

    method: str
    template: str
    handler: Handler
    right: str | None = None
    anonymous: bool = False  # answered without a token
    locks: bool = True  # holds the lock on the state; not where git or a file is slow
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        """Compile the template."""
        object.__setattr__(self, "pattern", compile_template(self.template))


def compile_template(template: str) -> re.Pattern[str]:
    """Return the pattern of a template's paths."""
    return re.compile(re.sub(r"\{(\w+)(\+?)\}", _group, template))


def _group(match: re.Match[str]) -> str:
    name, many = match[1], match[2]
    if many:
        return f"(?P<{name}>.+)"
    return f"(?P<{name}>[0-9]+)" if name.endswith("_id") else f"(?P<{name}>[^/]+)"


def find(routes: Sequence[Route], request: Request) -> tuple[Route, Mapping[str, str]] | None:
    """Return the first row that fits, with the parts of the path."""
    for route in routes:
        if route.method == request.verb and (match := route.pattern.fullmatch(request.path)):
            return route, match.groupdict()
    return None
