"""Who says yes or no to a bundle: other people's programs, and ours, under one trust root.

Each is asked in a folder of its own with the trust files alone: no cache, no network variable.
"""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sigstore.models import Bundle, TrustedRoot
from sigstore.verify import Verifier

from release.errors import ReleaseError
from release.policy import Publisher
from release.verify.identity import REFUSALS, Judge, TrustFile, policy_of
from tests.instance.samples import PUBLISHER, Kind, Question
from tests.rehearsal.sigstore.trust import TrustFiles
from tests.rehearsal.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Yes or no, and the words that came with it."""

    accepted: bool
    said: str


Verify = Callable[[Question], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """The programs of the tool cache, asked below `folder` under the trust `files`."""

    tools: Tools
    folder: Path
    files: TrustFiles
    publisher: Publisher = PUBLISHER

    def cosign(self, question: Question) -> Answer:
        """Ask cosign, with the flags of the consumer's page."""
        return self._cosign(question)

    def cosign_with_timestamps(self, question: Question) -> Answer:
        """Ask cosign as `sign`, `attach` and `record` do: the timestamp must hold in any shape."""
        return self._cosign(question, "--use-signed-timestamps")

    def gh(self, question: Question) -> Answer:
        """Ask gh, which knows attestations only."""
        publisher = self.publisher
        return self._call(
            question,
            *(str(self.tools.gh), "attestation", "verify", "file", "--bundle", "bundle.json"),
            *("--repo", publisher.repository.name, "--cert-identity", publisher.san),
            *("--source-ref", publisher.ref, "--deny-self-hosted-runners"),
            *("--custom-trusted-root", str(self.files.trusted_root_lines)),
        )

    def _cosign(self, question: Question, *more: str) -> Answer:
        attested = ("verify-blob-attestation", "--type", "slsaprovenance1")
        return self._call(
            question,
            str(self.tools.cosign),
            *(attested if question.kind is Kind.STATEMENT else ("verify-blob",)),
            *("--trusted-root", str(self.files.trusted_root), *more),
            *("--certificate-identity", self.publisher.san),
            *("--certificate-oidc-issuer", self.publisher.issuer),
            *("--bundle", "bundle.json", "file"),
        )

    def _call(self, question: Question, *argv: str) -> Answer:
        (self.folder / "file").write_bytes(question.data)
        (self.folder / "bundle.json").write_bytes(question.bundle)
        done = subprocess.run(
            argv,
            cwd=self.folder,
            env=_environment(self.folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Answer(accepted=done.returncode == 0, said=(done.stdout + done.stderr).strip())


def _environment(home: Path) -> Mapping[str, str]:
    return {
        "HOME": str(home),
        "PATH": "/usr/bin:/bin",
        "GH_NO_UPDATE_NOTIFIER": "1",
        "GH_TELEMETRY": "false",
    }


@dataclass(frozen=True, slots=True)
class Ours:
    """What `verify` asks in this process: the shape first, then sigstore-python by each clock."""

    files: TrustFiles

    def __call__(self, question: Question) -> Answer:
        """Ask the judge of `release.verify`."""
        judge = Judge(TrustFile(self.files.trusted_root))
        try:
            if question.kind is Kind.STATEMENT:
                judge.verify_statement(question.bundle, PUBLISHER)
            else:
                judge.verify_file(question.data, question.bundle, PUBLISHER)
        except ReleaseError as error:
            return Answer(accepted=False, said=error.problem)
        return Answer(accepted=True, said="")


@dataclass(frozen=True, slots=True)
class SigstorePython:
    """sigstore-python by itself, in this process, under every claim of the policy."""

    files: TrustFiles

    def __call__(self, question: Question) -> Answer:
        """Ask the library, as its documentation does."""
        verifier = Verifier(trusted_root=TrustedRoot.from_file(str(self.files.trusted_root)))
        try:
            bundle = Bundle.from_json(question.bundle)
            if question.kind is Kind.STATEMENT:
                verifier.verify_dsse(bundle, policy_of(PUBLISHER))
            else:
                verifier.verify_artifact(question.data, bundle, policy_of(PUBLISHER))
        except (*REFUSALS, ReleaseError) as error:
            return Answer(accepted=False, said=f"{type(error).__name__}: {error}")
        return Answer(accepted=True, said="")
