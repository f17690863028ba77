"""Who asks, and what they may: every token of the world, and the canary nobody may use."""

import base64
import binascii
import secrets
import string
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.rehearsal.hosts.exchange import RefusedError, Request

ACTIONS_BOT = "github-actions[bot]"
_LEVELS = ("none", "read", "write", "admin")
_DOTS = 2  # of a JSON web token; no token of GitHub's has one
_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """The holder of a token; `actor` is None when no token came.

    `expires` is a time in seconds since 1970, None for never. `assertion` is set when, in place of
    a token, a GitHub App said who it is; such a word opens the calls about Apps and nothing else.
    """

    actor: str | None = None
    permissions: Mapping[str, str] = field(default_factory=dict)
    run_id: int | None = None
    expires: float | None = None
    assertion: str | None = None

    def may(self, right: str) -> bool:
        """Say whether the token holds a right such as `contents:write`."""
        name, level = right.split(":")
        held = self.permissions.get(name, "none")
        return _LEVELS.index(held) >= _LEVELS.index(level)

    @property
    def is_app(self) -> bool:
        """A GitHub App's installation, GITHUB_TOKEN included; else a person."""
        return bool(self.actor) and str(self.actor).endswith("[bot]")

    @property
    def login(self) -> str:
        """The actor of an authenticated call."""
        if self.actor is None:
            raise RefusedError(401, "Requires authentication")
        return self.actor

    def require(self, right: str) -> None:
        """Raise GitHub's 403 unless the token holds `right`."""
        if self.may(right):
            return
        kind = "integration" if self.is_app else "personal access token"
        accepted = {"X-Accepted-GitHub-Permissions": right.replace(":", "=")}
        raise RefusedError(403, f"Resource not accessible by {kind}", headers=accepted)


class Tokens:
    """Issues tokens and recognises them. A canary is refused, and each of its uses recorded."""

    def __init__(self) -> None:
        """Start with no token at all; `clock` may be turned by a test."""
        self.clock: Callable[[], float] = time.time
        self._lock = threading.Lock()
        self._bearers: dict[str, Bearer] = {}
        self._canaries: set[str] = set()
        self._uses: list[str] = []

    def issue(
        self,
        actor: str,
        permissions: Mapping[str, str],
        *,
        run_id: int | None = None,
        lifetime: float | None = None,
    ) -> str:
        """Return a new token of `actor`; a name that ends in `[bot]` is an App's installation.

        It is good for `lifetime` seconds, or until it is revoked.
        """
        for name, level in permissions.items():
            if level not in _LEVELS:
                raise ValueError(f"{name}: {level} is no level of a permission")
        token = _random("ghs_" if actor.endswith("[bot]") else "ghp_")
        expires = None if lifetime is None else self.clock() + lifetime
        with self._lock:
            self._bearers[token] = Bearer(
                actor=actor, permissions=dict(permissions), run_id=run_id, expires=expires
            )
        return token

    def revoke(self, token: str) -> None:
        """Forget `token`: a job has ended."""
        with self._lock:
            self._bearers.pop(token, None)

    def canary(self) -> str:
        """Return a token that nobody may use."""
        token = _random("ghs_")
        with self._lock:
            self._canaries.add(token)
        return token

    @property
    def canary_uses(self) -> tuple[str, ...]:
        """Every call that carried a canary."""
        with self._lock:
            return tuple(self._uses)

    def authenticate(self, request: Request) -> Bearer:
        """Return who asks; raises GitHub's 401 for a token nobody issued."""
        token = token_of(request)
        if token is None:
            return Bearer()
        if token.count(".") == _DOTS:
            return Bearer(assertion=token)
        with self._lock:
            if token in self._canaries:
                self._uses.append(str(request))
            bearer = self._bearers.get(token)
        if bearer is None or (bearer.expires is not None and self.clock() >= bearer.expires):
            raise RefusedError(401, "Bad credentials")
        return bearer


def token_of(request: Request) -> str | None:
    """Return the token of `Authorization: Bearer|token|Basic`, or None when there is no header."""
    scheme, _, value = request.header("Authorization").partition(" ")
    if not scheme:
        return None
    if scheme.lower() != "basic":
        return value.strip()
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _random(prefix: str) -> str:
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(36))
