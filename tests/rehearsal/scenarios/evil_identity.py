"""Near misses of the publisher sign the model, each wrong in one respect. We refuse all of them.

Cosign compares names: it refuses another repository, workflow or ref. A name that was registered
again, another environment and a self-hosted runner are for our own comparison of the claims.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from release.bundle import Bundle
from release.errors import SignatureError
from release.names import Role
from release.sign.claims import require_claims
from release.sigstore import Cosign
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.oidc import Claims
from tests.rehearsal.pages import call
from tests.rehearsal.scenarios.consumer import cosign_identity
from tests.rehearsal.scenarios.release import NAMES, WORKFLOW, published
from tests.rehearsal.world import World

_TWIN = "the publisher"
_NO_IDENTITY = "no matching CertificateIdentity found"


def run(world: World) -> None:
    """Sign the released model as each of them, and offer the bundle to cosign and to us."""
    env = world.consumer_env()
    folder = Path(env["HOME"])
    record = published(world)
    model = next(asset for asset in record.assets if asset.name == NAMES.asset(Role.MODEL))
    (folder / "model").write_bytes(model.path.read_bytes())
    true = true_claims(world)
    known, hidden = misnamed(true), under_the_right_name(true)
    everybody = {**known, **hidden, _TWIN: true}
    with ThreadPoolExecutor(len(everybody)) as pool:  # one wait for the log, not one each
        made = [pool.submit(sign, world, *item, folder, env) for item in everybody.items()]
    for signing in made:
        signing.result()
    for name in known:
        refused_by_cosign(world, name, folder, env)
    for name in (*known, *hidden):
        refused_by_us(world, name, folder, env)
    accept(world, _TWIN, folder, env)  # only the identity was the reason


def true_claims(world: World) -> Claims:
    """Return the claims of the real publisher's job."""
    publisher = world.policy.publisher(NAMES.tag)
    return Claims(
        repository=publisher.repository.name,
        repository_id=publisher.repository.id,
        owner_id=publisher.repository.owner_id,
        ref=publisher.ref,
        sha=world.tip(),
        workflow_name="u2netp-mirror-attach",
        workflow_file=WORKFLOW,
        event="workflow_dispatch",
        run_id=1,
        environment=publisher.environment,
    )


def misnamed(true: Claims) -> Mapping[str, Claims]:
    """Return near misses whose certificates carry another name."""
    return {
        "another repository": replace(true, repository=f"{true.repository}-evil", repository_id=2),
        "another workflow": replace(true, workflow_file="ci.yml", workflow_name="ci"),
        "another ref": replace(true, ref="refs/heads/drop/u2netp"),
    }


def under_the_right_name(true: Claims) -> Mapping[str, Claims]:
    """Return near misses whose certificates carry the publisher's name."""
    return {
        "a repository registered again": replace(true, repository_id=2),
        "an owner registered again": replace(true, owner_id=3),
        "another environment": replace(true, environment="staging"),
        "no environment": replace(true, environment=None),
        "a self-hosted runner": replace(true, runner="self-hosted"),
    }


def sign(world: World, name: str, claims: Claims, folder: Path, env: Mapping[str, str]) -> None:
    """Sign `model` as `claims`; the bundle is called `name`."""
    oidc = world.github.oidc
    identity = {
        "ACTIONS_ID_TOKEN_REQUEST_URL": oidc.request_url,
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": oidc.register(claims),
    }
    argv = ("cosign", "sign-blob", "--yes", "--bundle", name, "model")
    done = call(argv, folder, {**env, **identity})
    require_same(f"signing ({done.stdout[-200:]})", done.returncode, 0)


def refused_by_cosign(world: World, name: str, folder: Path, env: Mapping[str, str]) -> None:
    """Offer the bundle to the documented command."""
    flags = cosign_identity(world.policy.publisher(NAMES.tag))
    done = call(("cosign", "verify-blob", *flags, "--bundle", name, "model"), folder, env)
    require_same(f"cosign refuses {name}", done.returncode != 0, expected=True)
    require_same(f"why cosign refuses {name}", _NO_IDENTITY in done.stdout, expected=True)


def refused_by_us(world: World, name: str, folder: Path, env: Mapping[str, str]) -> None:
    """Offer the bundle to what sign, attach, record and verify ask."""
    try:
        accept(world, name, folder, env)
    except SignatureError:
        return
    require_same(f"we refuse {name}", seen=False, expected=True)


def accept(world: World, name: str, folder: Path, env: Mapping[str, str]) -> None:
    """Accept the bundle under the policy, or raise SignatureError."""
    publisher = world.policy.publisher(NAMES.tag)
    cosign = Cosign.found(env, least=world.policy.cosign)
    cosign.verify_blob(folder / "model", folder / name, publisher)
    bundle = Bundle.parse((folder / name).read_bytes(), what="the bundle")
    require_claims(bundle.certificate, publisher, what="the bundle")
