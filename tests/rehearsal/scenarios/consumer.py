"""A stranger follows the pages word for word; other verifiers agree; a flipped byte is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import sigstore

from release.names import Role
from release.policy import Publisher
from tests.rehearsal import older_log, troubles
from tests.rehearsal.failure import Place, RehearsalError, require_same
from tests.rehearsal.findings import Verdict
from tests.rehearsal.hosts.faults import corrupt
from tests.rehearsal.pages import call, shell
from tests.rehearsal.scenarios.release import NAMES, published
from tests.rehearsal.world import World
from tests.static.page import block, commands
from tests.static.tree import documents, text

PAGE = Path("docs/ai/u2netp-mirror.md")
ELSEWHERE = {Path("docs/supply-chain.md")}
"""Pages about a version of this repository: `tool_release` follows them."""
_STORE = "_store/https%3A%2F%2Ftuf-repo-cdn.sigstore.dev/trusted_root.json"
MODEL, BUNDLE = NAMES.asset(Role.MODEL), NAMES.asset(Role.MODEL_BUNDLE)
_GH_ROOT, _GH_BUNDLE = "trusted_root.jsonl", f"--bundle {NAMES.asset(Role.PROVENANCE)} "


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifier:
    """A program that says yes or no, called in a folder that holds the release."""

    name: str
    version: tuple[str, ...]
    argv: tuple[str, ...]


def run(world: World) -> None:
    """Fetch and verify as the page says, then as other programs do, then with bad inputs."""
    env = world.consumer_env()
    told = {path for path in documents() if commands(text(path))} - ELSEWHERE
    pages = {path: Path(env["HOME"]) / path.stem for path in sorted(told)}
    require_same(f"{PAGE} has commands", PAGE in pages, expected=True)
    for page, folder in pages.items():
        folder.mkdir()
        follow_page(world, page, folder, env)
    folder = pages[PAGE]
    require_same("assets fetched", {p.name for p in folder.iterdir()}, set(NAMES.release_set))
    for verifier in verifiers(world):
        judge(world, verifier, folder, env)
    accept_inline(world, folder, env)
    troubles.bring_about(world, folder, env)
    refuse_flipped_byte(world, folder, env)
    refuse_production_root(world, folder, env)
    accept_older_log(world, folder, env)


def accept_older_log(world: World, released: Path, env: Mapping[str, str]) -> None:
    """Verify the same release, signed in Rekor v1, by the same words and programs, and by us."""
    folder = released.with_name("older-log")
    older_log.signed_again(world, released, folder)
    run_commands(world, PAGE, older_log.verifying(commands(text(PAGE))), folder, env)
    for verifier in verifiers(world):
        judge(world, replace(verifier, name=f"{verifier.name}, Rekor v1"), folder, env)
    older_log.accepted_by_us(world, folder, env)
    refuse_flipped_byte(world, folder, env)


def follow_page(world: World, page: Path, folder: Path, env: Mapping[str, str]) -> None:
    """Run each command of the page's console blocks, unchanged, one after the other."""
    run_commands(world, page, commands(text(page)), folder, env)


def run_commands(
    world: World, page: Path, shown: tuple[str, ...], folder: Path, env: Mapping[str, str]
) -> None:
    """Run the commands `shown` on a page; raises RehearsalError for one that fails."""
    log = world.logs / f"{page.stem}.log"
    for command in shown:
        done = shell(command, folder, env)
        with log.open("a") as file:
            file.write(f"$ {command}\n{done.stdout}")
        if done.returncode != 0:
            raise RehearsalError(
                "documented command",
                f"{command.splitlines()[0]} … ended with {done.returncode}: {_last(done.stdout)}",
                expected="0",
                remedy=f"correct {page}, or what it promises",
                place=Place(step=str(page), log=log),
            )


def verifiers(world: World) -> tuple[Verifier, ...]:
    """Return the verifiers, each pointed to the world's trust root by its own means."""
    publisher = world.policy.publisher(NAMES.tag)
    signing = world.sigstore
    python, (gh, sigstore) = str(world.tools.python), told_by_page(world)
    trusting = f"sigstore --trust-config {signing.trust_config}"
    return (
        Verifier(
            name="cosign verify-blob",
            version=("cosign", "version"),
            argv=("cosign", "verify-blob", *cosign_identity(publisher), "--bundle", BUNDLE, MODEL),
        ),
        Verifier(
            name="cosign verify-blob --trusted-root",
            version=("cosign", "version"),
            argv=(
                *("cosign", "verify-blob", *cosign_identity(publisher), "--bundle", BUNDLE),
                *("--trusted-root", str(signing.trusted_root), MODEL),
            ),
        ),
        Verifier(
            name="sigstore-python verify identity",
            version=(python, "-m", "sigstore", "--version"),
            argv=("bash", "-c", sigstore.replace("sigstore", f"{python} -m {trusting}", 1)),
        ),
        *(
            Verifier(
                name=f"gh attestation verify{label}",
                version=("gh", "--version"),
                argv=("bash", "-c", command),
            )
            for label, command in (("", gh), (", from the store", gh.replace(_GH_BUNDLE, "")))
        ),
    )


def told_by_page(world: World) -> tuple[str, str]:
    """Return how the page calls gh and sigstore-python, gh under the world's trust root.

    gh's first command fetches the root of the public Sigstore, which nobody plays.
    """
    page = text(PAGE)
    gh, sigstore = block(page, "sh", "gh attestation verify"), block(page, "sh", "sigstore verify")
    first, _, second = gh.partition("\n")
    require_same("where gh's trust root goes", first.rpartition(" > ")[2], _GH_ROOT)
    require_same(
        "gh takes root and bundle", (_GH_ROOT in second, _GH_BUNDLE in second), (True,) * 2
    )
    return second.replace(_GH_ROOT, str(world.sigstore.trusted_root_lines)), sigstore


def cosign_identity(publisher: Publisher) -> tuple[str, ...]:
    """Return the two flags of the page."""
    identity = ("--certificate-identity", publisher.san)
    return (*identity, "--certificate-oidc-issuer", publisher.issuer)


def judge(world: World, verifier: Verifier, folder: Path, env: Mapping[str, str]) -> None:
    """Ask one verifier about the release and note what it says."""
    done = call(verifier.argv, folder, env)
    accepted = done.returncode == 0
    version = re.search(r"\d+\.\d+\.\d+", call(verifier.version, folder, env).stdout)
    number = version[0] if version else "unknown"
    world.findings.verdicts.append(Verdict(name=verifier.name, version=number, accepted=accepted))
    require_same(f"{verifier.name} accepts ({_last(done.stdout)})", accepted, expected=True)


def accept_inline(world: World, folder: Path, env: Mapping[str, str]) -> None:
    """Let the store give the bundle itself, and no address of it: gh must accept that as well."""
    world.github.hub.state.attestation_forms = frozenset({"bundle"})
    done = call(verifiers(world)[-1].argv, folder, env)
    require_same(f"the bundle itself ({_last(done.stdout)})", done.returncode, 0)


def refuse_flipped_byte(world: World, folder: Path, env: Mapping[str, str]) -> None:
    """Change one bit of the model: every verifier must refuse, and sha256sum too."""
    right = (folder / MODEL).read_bytes()
    (folder / MODEL).write_bytes(corrupt(right))
    for verifier in verifiers(world):
        refused = call(verifier.argv, folder, env).returncode != 0
        require_same(f"{verifier.name} refuses a flipped bit", refused, expected=True)
    sums = call(("sha256sum", "--strict", "-c", NAMES.asset(Role.SUMS)), folder, env)
    require_same("sha256sum refuses a flipped bit", sums.returncode != 0, expected=True)
    (folder / MODEL).write_bytes(right)


def refuse_production_root(world: World, folder: Path, env: Mapping[str, str]) -> None:
    """Show that nobody outside a rehearsal can take its signatures for real ones."""
    # The root of the public instance, as the sigstore package ships it.
    root = Path(sigstore.__file__).parent / _STORE
    publisher = world.policy.publisher(NAMES.tag)
    argv = ("cosign", "verify-blob", *cosign_identity(publisher), "--trusted-root", str(root))
    done = call((*argv, "--bundle", BUNDLE, MODEL), folder, env)
    require_same("the production trust root refuses", done.returncode != 0, expected=True)
    require_same("the release is as before", published(world).tag, str(NAMES.tag))


def _last(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "(no output)"
