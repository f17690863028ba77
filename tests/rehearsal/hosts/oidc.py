"""Identity tokens of jobs: claims by registration alone, signed by a key made at start.

A job with `id-token: write` gets a request token; whoever holds it may ask
`GET <request_url>&audience=<a>` with `Authorization: bearer <request token>` and receives
`{"count": n, "value": "<JWT>"}`. No query parameter but `audience` has any effect.
"""

import secrets
import threading
import time
from dataclasses import dataclass
from functools import cached_property

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.rehearsal.hosts.exchange import Json, Request, Response
from tests.rehearsal.hosts.network import Network, unsupported
from tests.rehearsal.hosts.tokens import token_of

HOST = "token.actions.githubusercontent.com"
ISSUER = f"https://{HOST}"
REQUEST_HOST = "run-actions.githubusercontent.com"
_REQUEST_PATH = "/rehearsal/idtoken"
_KEY_ID = "rehearsal"
_LIFETIME = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a job is, as the world registers it; no step can choose any of it."""

    repository: str
    repository_id: int
    owner_id: int
    ref: str
    sha: str
    workflow_name: str
    workflow_file: str
    event: str
    run_id: int
    run_attempt: int = 1
    environment: str | None = None
    runner: str = "github-hosted"

    def __post_init__(self) -> None:
        """Refuse an empty claim: Fulcio would issue a certificate for the name it leaves."""
        for name in ("repository", "ref", "sha", "workflow_name", "workflow_file", "event"):
            if not getattr(self, name):
                raise ValueError(f"the claim {name} is empty")

    @property
    def workflow_ref(self) -> str:
        """The workflow as certificates name it."""
        return f"{self.repository}/.github/workflows/{self.workflow_file}@{self.ref}"

    @property
    def subject(self) -> str:
        """The immutable form of `sub`, with ids, that new repositories have."""
        owner, name = self.repository.split("/")
        who = f"repo:{owner}@{self.owner_id}/{name}@{self.repository_id}"
        return (
            f"{who}:environment:{self.environment}" if self.environment else f"{who}:ref:{self.ref}"
        )

    def members(self) -> dict[str, Json]:
        """Return the claims of the JWT, all of them strings."""
        owner = self.repository.partition("/")[0]
        kind = "tag" if self.ref.startswith("refs/tags/") else "branch"
        claims: dict[str, Json] = {
            "sub": self.subject,
            "ref": self.ref,
            "ref_type": kind,
            "ref_protected": "true",
            "sha": self.sha,
            "repository": self.repository,
            "repository_id": str(self.repository_id),
            "repository_owner": owner,
            "repository_owner_id": str(self.owner_id),
            "repository_visibility": "public",
            "workflow": self.workflow_name,
            "workflow_ref": self.workflow_ref,
            "workflow_sha": self.sha,
            "job_workflow_ref": self.workflow_ref,
            "job_workflow_sha": self.sha,
            "event_name": self.event,
            "run_id": str(self.run_id),
            "run_number": str(self.run_id),
            "run_attempt": str(self.run_attempt),
            "runner_environment": self.runner,
            "actor": owner,
            "actor_id": str(self.owner_id),
            "base_ref": "",
            "head_ref": "",
        }
        if self.environment:
            claims["environment"] = self.environment
        return claims


class Oidc:
    """The issuer: registered jobs, one key, discovery and keys for whoever verifies."""

    request_url = f"https://{REQUEST_HOST}{_REQUEST_PATH}?api-version=2.0"

    def __init__(self) -> None:
        """Start without jobs; the key is made when it is first needed."""
        self._lock = threading.Lock()
        self._jobs: dict[str, Claims] = {}

    def mount(self, network: Network) -> None:
        """Answer for the issuer and for the jobs' request endpoint."""
        network.mount(HOST, self._publish)
        network.mount(REQUEST_HOST, self._answer)

    def register(self, claims: Claims) -> str:
        """Return the request token of a job that is what `claims` say."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._jobs[token] = claims
        return token

    def revoke(self, request_token: str) -> None:
        """Forget a job that has ended."""
        with self._lock:
            self._jobs.pop(request_token, None)

    def mint(self, claims: Claims, audience: str, *, issued: int | None = None) -> str:
        """Return a signed token; `issued` in the past makes an expired one for tests."""
        at = int(time.time()) if issued is None else issued
        times = {"iat": at, "nbf": at - 10, "exp": at + _LIFETIME}
        identity = {"iss": ISSUER, "aud": audience, "jti": secrets.token_hex(16)}
        body = {**claims.members(), **identity, **times}
        return jwt.encode(body, self._key, algorithm="RS256", headers={"kid": _KEY_ID})

    @property
    def _key(self) -> rsa.RSAPrivateKey:
        with self._lock:
            return self._made_key

    @cached_property
    def _made_key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def _publish(self, request: Request) -> Response:
        if (request.verb, request.path) == ("GET", "/.well-known/openid-configuration"):
            return Response.json(200, _DISCOVERY)
        if (request.verb, request.path) == ("GET", "/.well-known/jwks"):
            key = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
            known = {**key, "use": "sig", "alg": "RS256", "kid": _KEY_ID}
            return Response.json(200, {"keys": [known]})
        return unsupported(request)

    def _answer(self, request: Request) -> Response:
        if (request.verb, request.path) != ("GET", _REQUEST_PATH):
            return unsupported(request)
        with self._lock:
            claims = self._jobs.get(token_of(request) or "")
        if claims is None:
            return Response.json(401, {"message": "the request token is not valid"})
        owner = claims.repository.partition("/")[0]
        token = self.mint(claims, request.query.get("audience") or f"https://github.com/{owner}")
        return Response.json(200, {"count": len(token), "value": token})


_DISCOVERY: Json = {
    "issuer": ISSUER,
    "jwks_uri": f"{ISSUER}/.well-known/jwks",
    "response_types_supported": ["id_token"],
    "subject_types_supported": ["public", "pairwise"],
    "id_token_signing_alg_values_supported": ["RS256"],
    "scopes_supported": ["openid"],
    "claims_supported": ["sub", "aud", "exp", "iat", "iss", "jti", "nbf", "ref", "repository"],
}
