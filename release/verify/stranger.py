"""A stranger with all that verifying takes: policy, trust root, memory, cosign, downloads.

A release by its tag is judged twice, in this process and by cosign, as the job `verify` does. What
lies on this machine is judged in this process alone: no other program, and no search path, has a
say then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from release.download import Downloads, proxy_of
from release.files import read_bytes
from release.job import variable
from release.names import Role, Tag
from release.policy import Policy
from release.published import PublishedRelease
from release.sign.release_set import read_directory
from release.sigstore import Cosign
from release.verify import examination, trust
from release.verify.demands import Demands, Trust
from release.verify.examination import Examination, Tell
from release.verify.kit import KIT_LIMIT
from release.verify.newest import revocations_in
from release.verify.offline import verify_kit
from release.verify.seen import Forgetful, StateFile
from release.verify.target import Folder, KitFile, ModelFile, RegistryFile, Release, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """Who verifies, from a `checkout`, with the variables in `environment`.

    `trusted_root` is a trust root in a file, or None for the one that is served or in the kit;
    `state` is the file to remember in, or None.
    """

    checkout: Path
    policy: Policy
    environment: Mapping[str, str]
    trusted_root: Path | None = None
    state: Path | None = None

    def examine(self, target: Target, tell: Tell) -> Examination:
        """Accept `target`, or raise the error of the first check that fails."""
        match target:
            case Release(tag):
                files = public_release(tag, self.policy, self.environment).assets(tuple(Role))
                cosign = self._cosign()
                return examination.of_release(files, tag, self._demands(), cosign, tell)
            case Folder(path=path, tag=tag):
                files = read_directory(path, tag=tag, roles=tuple(Role))
                return examination.of_release(files, tag, self._demands(), None, tell)
            case KitFile(path=path, tag=tag):
                data = read_bytes(path, limit=KIT_LIMIT)
                return verify_kit(data, tag, self._under(path), None, tell)
            case RegistryFile(path):
                return examination.of_registry(path, self._demands(), tell)
            case ModelFile(path):
                return examination.of_model(path, self._demands(), tell)

    def _demands(self, root: Trust | None = None) -> Demands:
        """Return what to hold things against, under the trust root `root`, or the usual one."""
        memory = StateFile(self.state) if self.state else Forgetful()
        listed = revocations_in(self.checkout)
        return Demands(
            policy=self.policy,
            trust=root or self._trust(),
            memory=memory,
            today=trust.today,
            lists=(listed,) if listed else (),
        )

    def _under(self, kit: Path) -> Callable[[bytes], Demands]:
        """Return what to hold a kit against: under the root at hand, else under the kit's own."""
        if self.trusted_root:
            return lambda _: self._demands()
        return lambda root: self._demands(trust.brought(root, kit, self.policy, trust.today()))

    def _trust(self) -> Trust:
        if self.trusted_root:
            return trust.kept(self.trusted_root, self.policy, trust.today())
        if mirror := self.environment.get("TUF_MIRROR"):
            first = Path(variable(self.environment, "TUF_ROOT_JSON"))
            return trust.served_by(mirror, first, self.policy)
        return trust.served(self.policy)

    def _cosign(self) -> Cosign:
        found = Cosign.found(self.environment, least=self.policy.cosign)
        return replace(found, root=self.trusted_root)


def public_release(tag: Tag, policy: Policy, environment: Mapping[str, str]) -> PublishedRelease:
    """Return the release `tag` as a stranger sees it; `environment` says which way out to take."""
    downloads = Downloads(proxy=proxy_of(environment))
    return PublishedRelease(repository=policy.repository, tag=tag, downloads=downloads)
