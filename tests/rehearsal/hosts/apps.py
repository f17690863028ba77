"""GitHub Apps: who they are, what their installation may do, and tokens that live for an hour.

Source: REST description, "Apps"; docs.github.com, "Generating a JSON Web Token for a GitHub App"
and "Generating an installation access token".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import jwt
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import RefusedError, Response, not_found
from tests.rehearsal.hosts.governed import Installed
from tests.rehearsal.hosts.hub import Hub
from tests.rehearsal.hosts.routes import Call, Route
from tests.rehearsal.hosts.state import App
from tests.rehearsal.hosts.tokens import Bearer, token_of
from tests.rehearsal.hosts.views import user

HOUR = 3600.0
_LONGEST = 600.0  # seconds that an App's word about itself may be good for
_CREATED = "2024-02-01T00:00:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """An App and its private key, which GitHub shows once."""

    app: App
    private_key: str


def register(hub: Hub, slug: str, permissions: Mapping[str, str]) -> Registered:
    """Make an App and install it on the repository with `permissions`."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(ser.Encoding.PEM, ser.PublicFormat.SubjectPublicKeyInfo)
    # GitHub gives the key in the older form, PKCS#1.
    private = key.private_bytes(
        ser.Encoding.PEM, ser.PrivateFormat.TraditionalOpenSSL, ser.NoEncryption()
    )
    state = hub.state
    app = App(
        id=state.next_id(),
        installation_id=state.next_id(),
        client_id=f"Iv23li{state.next_id():014d}",
        slug=slug,
        permissions=dict(permissions),
        public_key=public.decode(),
    )
    state.apps[app.id] = app
    rights = {"metadata": "read", **_spelled(permissions)}
    state.settings.installations[slug] = Installed(permissions=rights, app_id=app.id)
    return Registered(app=app, private_key=private.decode())


def app_of(call: Call) -> App:
    """Return the App that signed the call's JSON web token, or raise what GitHub says."""
    said = call.bearer.assertion
    if said is None:
        raise RefusedError(401, "A JSON web token could not be decoded")
    try:
        issuer = jwt.decode(said, options={"verify_signature": False}).get("iss")
    except jwt.InvalidTokenError as error:
        raise RefusedError(401, "A JSON web token could not be decoded") from error
    for app in call.hub.state.apps.values():
        if str(issuer) in {app.client_id, str(app.id)}:
            _require_signed(call, app, said)
            return app
    raise RefusedError(404, "Integration not found")


def _require_signed(call: Call, app: App, said: str) -> None:
    now = call.hub.tokens.clock()
    try:
        claims = jwt.decode(
            said,
            app.public_key,
            algorithms=["RS256"],
            options={"verify_exp": False, "verify_iat": False, "verify_aud": False},
        )
        issued, ends = float(claims["iat"]), float(claims["exp"])
    except (jwt.InvalidTokenError, KeyError, ValueError) as error:
        raise RefusedError(401, "A JSON web token could not be decoded") from error
    if ends <= now or issued > now:
        text = "'Expiration time' claim ('exp') must be a numeric value representing the future"
        raise RefusedError(401, text)
    if ends > now + _LONGEST:
        raise RefusedError(401, "'Expiration time' claim ('exp') is too far in the future")


def _installation(call: Call) -> Response:
    app, repo = app_of(call), call.hub.repo
    page = f"https://github.com/organizations/{repo.owner}/settings/installations"
    return Response.json(
        200,
        {
            "id": app.installation_id,
            "account": {**user(repo.owner, repo.owner_id), "type": "Organization"},
            "repository_selection": "selected",
            "access_tokens_url": f"https://api.github.com{_place(app)}/access_tokens",
            "repositories_url": "https://api.github.com/installation/repositories",
            "html_url": f"{page}/{app.installation_id}",
            "app_id": app.id,
            "client_id": app.client_id,
            "app_slug": app.slug,
            "target_id": repo.owner_id,
            "target_type": "Organization",
            "permissions": _spelled(app.permissions),
            "events": [],
            "created_at": _CREATED,
            "updated_at": _CREATED,
            "single_file_name": None,
            "suspended_by": None,
            "suspended_at": None,
        },
    )


def _place(app: App) -> str:
    return f"/app/installations/{app.installation_id}"


def _spelled(permissions: Mapping[str, str]) -> dict[str, str]:
    """Return the permissions as the API spells them: `pull_requests`, not `pull-requests`."""
    return {name.replace("-", "_"): level for name, level in permissions.items()}


def _create_token(call: Call) -> Response:
    app, hub, body = app_of(call), call.hub, Document.of(call.request)
    if app.installation_id != call.number("installation_id"):
        raise not_found()
    if set(body.texts("repositories")) - {hub.repo.name}:
        text = "There is at least one repository that does not exist or is not accessible to the"
        raise RefusedError(422, f"{text} parent installation.")
    rights = _granted(app, body.part("permissions").scalars())
    token = hub.tokens.issue(app.actor, rights, lifetime=HOUR)
    ends = datetime.fromtimestamp(hub.tokens.clock() + HOUR, UTC)
    return Response.json(
        201,
        {
            "token": token,
            "expires_at": ends.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "permissions": _spelled(rights),
            "repository_selection": "selected",
        },
    )


def _granted(app: App, asked: Mapping[str, str]) -> Mapping[str, str]:
    """Return what was asked for; all that the installation has, when nothing was."""
    holder = Bearer(actor=app.actor, permissions=app.permissions)
    rights = {name.replace("_", "-"): level for name, level in asked.items()}
    if not all(holder.may(f"{name}:{level}") for name, level in rights.items()):
        raise RefusedError(422, "The permissions requested are not granted to this installation.")
    return {"metadata": "read", **(rights or app.permissions)}


def _revoke(call: Call) -> Response:
    if not call.bearer.is_app:
        raise RefusedError(403, "Resource not accessible by personal access token")
    call.hub.tokens.revoke(token_of(call.request) or "")
    return Response(status=204)


ROUTES = (
    Route(
        method="GET",
        template="/repos/{owner}/{repo}/installation",
        handler=_installation,
        anonymous=True,
    ),
    Route(
        method="POST",
        template="/app/installations/{installation_id}/access_tokens",
        handler=_create_token,
        anonymous=True,
    ),
    Route(method="DELETE", template="/installation/token", handler=_revoke),
)
