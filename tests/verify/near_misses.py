"""Identities that are almost the publisher's: each differs in one respect, and none may sign.

Each is what a certificate would state, by the numbers of Fulcio's claims; 0 is the name.
"""

from collections.abc import Mapping

from tests.core.samples import TAG, policy
from tests.instance.claims import SAN, Stated, job_of, stated

PUBLISHER = policy().publisher(TAG)
TRUE = stated(job_of(PUBLISHER))
_SITE = "https://github.com/"
_SIGNER, _CALLER = 9, 18


def _named(name: str) -> Stated:
    """Return the claims under another name, which Fulcio writes in three places."""
    return {**TRUE, SAN: name, _SIGNER: name, _CALLER: name}


def _repository(name: str) -> Stated:
    return {**_named(PUBLISHER.san.replace("VMAFx/vmafx", name)), 5: name, 12: f"{_SITE}{name}"}


def _workflow(path: str) -> Stated:
    return _named(PUBLISHER.san.replace(PUBLISHER.workflow, path))


def _ref(ref: str) -> Stated:
    return {**_named(PUBLISHER.san.replace(PUBLISHER.ref, ref)), 6: ref, 14: ref}


def _issuer(issuer: str) -> Stated:
    return {**TRUE, 1: issuer, 8: issuer}


def _without(*numbers: int) -> Stated:
    return {number: value for number, value in TRUE.items() if number not in numbers}


_HERE = ".github/workflows/"

NEAR_MISSES: Mapping[str, Stated] = {
    # the repository
    "a repository with a suffix": _repository("VMAFx/vmafx-evil"),
    "a repository with a prefix": _repository("VMAFx/xvmafx"),
    "an owner with a suffix": _repository("VMAFx-evil/vmafx"),
    "an owner with a prefix": _repository("xVMAFx/vmafx"),
    "an owner in small letters": _repository("vmafx/vmafx"),
    "an owner in capitals": _repository("VMAFX/vmafx"),
    "a repository in other capitals": _repository("VMAFx/VMAFx"),
    "a letter written by its number": _repository("VMAFx/vmaf%78"),
    "a Cyrillic letter, written by its numbers": _repository("VMAFx/vm%D0%B0fx"),
    "a slash written by its number": _repository("VMAFx%2Fvmafx"),
    "two slashes": _repository("VMAFx//vmafx"),
    "up and back": _repository("VMAFx/vmafx/../vmafx"),
    # the name as a whole
    "a host with a suffix": _named(PUBLISHER.san.replace("github.com", "github.com.evil.example")),
    "a host with a prefix": _named(PUBLISHER.san.replace("github.com", "evilgithub.com")),
    "a host in capitals": _named(PUBLISHER.san.replace("github.com", "GitHub.com")),
    "a host with a port": _named(PUBLISHER.san.replace("github.com", "github.com:443")),
    "a host with a dot": _named(PUBLISHER.san.replace("github.com", "github.com.")),
    "our host as a user": _named(PUBLISHER.san.replace("github.com", "github.com@evil.example")),
    "no encryption": _named(PUBLISHER.san.replace("https:", "http:")),
    "our name in a query": _named(f"https://evil.example/?u={PUBLISHER.san}"),
    "a query after our name": _named(f"{PUBLISHER.san}?x=1"),
    "a fragment after our name": _named(f"{PUBLISHER.san}#x"),
    "a slash after our name": _named(f"{PUBLISHER.san}/"),
    "a space after our name": _named(f"{PUBLISHER.san} "),
    "our name cut short": _named(PUBLISHER.san[:-1]),
    # the workflow
    "another workflow": _workflow(f"{_HERE}ci.yml"),
    "the workflow that starts ours": _workflow(f"{_HERE}release-please.yml"),
    "the workflow that signs revocations": _workflow(f"{_HERE}u2netp-mirror-revoke.yml"),
    "a workflow with a suffix": _workflow(f"{PUBLISHER.workflow}.yml"),
    "a workflow with another ending": _workflow(PUBLISHER.workflow.replace(".yml", ".yaml")),
    "a workflow with a prefix": _workflow(f"{_HERE}xu2netp-mirror-attach.yml"),
    "a workflow in a folder": _workflow(f"{_HERE}x/u2netp-mirror-attach.yml"),
    "another folder of workflows": _workflow(".github/workflows-evil/u2netp-mirror-attach.yml"),
    "a workflow in capitals": _workflow(f"{_HERE}U2netp-mirror-attach.yml"),
    "another letter for the dot": _workflow(f"{_HERE}u2netp-mirror-attachxyml"),
    "a workflow with an at": _workflow(f"{PUBLISHER.workflow}@evil.yml"),
    "a workflow that calls ours": {**TRUE, _CALLER: PUBLISHER.san.replace("attach", "evil")},
    # the ref
    "a branch with a suffix": _ref("refs/heads/main-evil"),
    "a branch with a prefix": _ref("refs/heads/xmain"),
    "a branch below": _ref("refs/heads/main/main"),
    "a branch in capitals": _ref("refs/heads/Main"),
    "a tag called main": _ref("refs/tags/main"),
    "a version's tag": _ref("refs/tags/v1.0.0"),
    "a release's tag": _ref(f"refs/tags/{TAG}"),
    "a pull request, merged": _ref("refs/pull/1/merge"),
    "a pull request": _ref("refs/pull/1/head"),
    "a short ref": _ref("main"),
    "another ref than in the name": {**TRUE, 14: "refs/heads/drop"},
    # the issuer
    "another issuer": _issuer("https://gitlab.com"),
    "an issuer with a path": _issuer(f"{PUBLISHER.issuer}/evil"),
    "an issuer with a slash": _issuer(f"{PUBLISHER.issuer}/"),
    "an issuer with a suffix": _issuer(f"{PUBLISHER.issuer}.evil.example"),
    "an issuer without encryption": _issuer(PUBLISHER.issuer.replace("https", "http")),
    "another issuer in the newer claim": {**TRUE, 8: "https://gitlab.com"},
    # what cosign has no flag for
    "a repository registered again": {**TRUE, 15: "1252235335"},
    "an owner registered again": {**TRUE, 17: "288567245"},
    "both registered again": {**TRUE, 15: "1300000000", 17: "300000000"},
    "an id that starts alike": {**TRUE, 15: "12522353340"},
    "an id with a zero before": {**TRUE, 15: "01252235334"},
    "an id in other digits": {**TRUE, 15: "1252235334".replace("1", "\u0661")},
    "another repository than in the name": {**TRUE, 12: f"{_SITE}VMAFx/vmafx-evil"},
    "a self-hosted runner": {**TRUE, 11: "self-hosted"},
    "a runner with a space": {**TRUE, 11: "github-hosted "},
    "another environment": {**TRUE, 23: "mirror-attach"},
    "the environment of the revocations": {**TRUE, 23: "mirror-revoke"},
    "an environment with a suffix": {**TRUE, 23: "mirror-sign2"},
    "an environment in capitals": {**TRUE, 23: "Mirror-sign"},
    "an environment with a Cyrillic letter": {**TRUE, 23: "m\u0456rror-sign"},
    "no environment": _without(23),
    "no runner": _without(11),
    "no repository id": _without(15),
    "no owner id": _without(17),
    "no caller": _without(_CALLER),
    "no name": _without(SAN),
}
