"""Every derived name of a release, written out once: tag, assets, registry id, branch, paths."""

import re
from dataclasses import dataclass
from enum import Enum

from release.artifact import Digest
from release.errors import InvalidRecordError

_MODEL = re.compile(r"[a-z][a-z0-9]{0,31}")
_TAG = re.compile(r"([a-z][a-z0-9]{0,31})-mirror-v([1-9][0-9]{0,5})")


class Role(Enum):
    """What a file of the release set is for. The order is the order of upload."""

    MODEL = "model"
    FIXED = "model-320"
    CHECKPOINT = "checkpoint"
    LICENCE = "licence"
    SBOM = "sbom"
    PARITY = "parity"
    MANIFEST = "manifest"
    SUMS = "sums"
    MODEL_BUNDLE = "model-bundle"
    FIXED_BUNDLE = "model-320-bundle"
    MANIFEST_BUNDLE = "manifest-bundle"
    SUMS_BUNDLE = "sums-bundle"
    PROVENANCE = "provenance"


LISTED_IN_MANIFEST = (
    *(Role.MODEL, Role.FIXED, Role.CHECKPOINT),
    *(Role.LICENCE, Role.SBOM, Role.PARITY),
)
"""What the manifest names with size and digest: everything that exists before it is written."""

LISTED_IN_SUMS = (*LISTED_IN_MANIFEST, Role.MANIFEST)
"""The lines of SHA256SUMS."""

UNSIGNED = (*LISTED_IN_SUMS, Role.SUMS)
"""What `prove` hands to `sign`, beside the provenance statement."""

SIGNED_BLOBS = {
    Role.MODEL: Role.MODEL_BUNDLE,
    Role.FIXED: Role.FIXED_BUNDLE,
    Role.MANIFEST: Role.MANIFEST_BUNDLE,
    Role.SUMS: Role.SUMS_BUNDLE,
}
"""Which files get a bundle of their own, and the role of that bundle."""

FREE = ("height", "width")
"""What the graph for any size calls its dimensions."""

FIXED_SIZE = 320
"""Height and width of the second graph, which is for this size alone; upstream trained near it."""

SIGNED_SET, SIGNED_PART = "signed-set-", "signed-part-"
"""How the artifacts that `sign` leaves are called, before the number of the run's attempt: all of
it, or what there was when signing failed."""

STATEMENT = "statement.json"
"""The unsigned provenance statement between `prove` and `sign`; never an asset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """The name of a mirror release: `<model>-mirror-v<N>`, N = 1, 2, 3 …, never reused."""

    model: str
    n: int

    def __post_init__(self) -> None:
        """Refuse a model or a number that could not be read back."""
        if not _MODEL.fullmatch(self.model) or not 0 < self.n < 10**6:
            raise _not_a_tag(f"{self.model}-mirror-v{self.n}")

    def __str__(self) -> str:
        """Return the tag as git and GitHub spell it; `parse` is the inverse."""
        return f"{self.model}-mirror-v{self.n}"

    @classmethod
    def parse(cls, text: str) -> "Tag":
        """Read a tag; raises InvalidRecordError for anything but its one spelling."""
        if not (match := _TAG.fullmatch(text)):
            raise _not_a_tag(text)
        return cls(model=match[1], n=int(match[2]))


def _not_a_tag(text: str) -> InvalidRecordError:
    return InvalidRecordError(
        f"not a mirror tag: {text[:80]!r}",
        expected="<model>-mirror-v<N>, for example u2netp-mirror-v1",
        remedy="take the tag from the registry or from the release page",
    )


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the release `tag`."""

    tag: Tag

    @property
    def registry_id(self) -> str:
        """The id in the registry, the model id in the manifest, and the stem of every asset."""
        return f"{self.tag.model}_mirror_v{self.tag.n}"

    def asset(self, role: Role) -> str:
        """Return the name of the asset with `role`."""
        stem = self.registry_id
        return {
            Role.MODEL: f"{stem}.onnx",
            Role.FIXED: f"{stem}_{FIXED_SIZE}.onnx",
            Role.CHECKPOINT: f"{stem}.pth",
            Role.LICENCE: f"Apache-2.0-{self.tag.model}.txt",
            Role.SBOM: f"{stem}.cdx.json",
            Role.PARITY: f"{stem}.parity.json",
            Role.MANIFEST: f"{stem}.manifest.json",
            Role.SUMS: "SHA256SUMS",
            Role.MODEL_BUNDLE: f"{stem}.onnx.bundle",
            Role.FIXED_BUNDLE: f"{stem}_{FIXED_SIZE}.onnx.bundle",
            Role.MANIFEST_BUNDLE: f"{stem}.manifest.json.bundle",
            Role.SUMS_BUNDLE: "SHA256SUMS.bundle",
            Role.PROVENANCE: f"{stem}.intoto.jsonl",
        }[role]

    @property
    def release_set(self) -> tuple[str, ...]:
        """Exactly the assets of the release, in the order of upload."""
        return tuple(self.asset(role) for role in Role)

    @property
    def kit(self) -> str:
        """The air-gap kit, which `scripts/kit.py` writes, without its ending; no asset."""
        return f"{self.registry_id}.kit"

    @property
    def tree_bundle(self) -> str:
        """The bundle in the tree, in `model/tiny/`: the bytes of the model's bundle."""
        return f"{self.asset(Role.MODEL)}.sigstore.json"

    @property
    def sidecar(self) -> str:
        """The sidecar in the tree, in `model/tiny/`."""
        return f"{self.registry_id}.json"

    @property
    def bot_branch(self) -> str:
        """The branch of the bot's pull request."""
        return f"bot/{self.tag}"

    @property
    def burned_branch(self) -> str:
        """The branch that says: this number can never be used. `guard` counts it."""
        return burned_branch(self.tag)

    @property
    def fragment(self) -> str:
        """The changelog fragment that the bot adds."""
        return f"changelog.d/added/{self.tag}.md"


# What Windows takes for a device whatever follows the dot, and what this folder needs itself.
MODEL_ID = re.compile(
    r"(?!(con|prn|aux|nul|com[0-9]|lpt[0-9]|registry|revocations|sidecar)$)[a-z0-9][a-z0-9_-]{0,63}"
)
"""How the id of a model is spelled: no dot and no slash, so names made of it stay in the folder."""


@dataclass(frozen=True, slots=True)
class TreeNames:
    """The names of the files that belong to the model with this registry id."""

    id: str

    @property
    def onnx(self) -> str:
        """The model itself, in `model/tiny/` or only in a release."""
        return f"{self.id}.onnx"

    @property
    def int8(self) -> str:
        """The quantised variant, beside the model."""
        return f"{self.id}.int8.onnx"

    @property
    def bundle(self) -> str:
        """The Sigstore bundle of the model, in `model/tiny/`."""
        return f"{self.onnx}.sigstore.json"

    @property
    def sidecar(self) -> str:
        """The sidecar, in `model/tiny/`."""
        return f"{self.id}.json"

    @property
    def card(self) -> str:
        """The card of a model that is no mirror, by its path in the tree."""
        return f"{CARDS}/{self.id}_card.md"


def burned_branch(tag: object) -> str:
    """Return the branch that says that the name of `tag`, of whatever kind, is burned."""
    return f"burned/{tag}"


def pin_path(model: str) -> str:
    """Return where the pin of `model` lives in the tree."""
    return f"model/{model}_mirror.toml"


def receipt_path(model: str) -> str:
    """Return where the licence receipt of `model` lives in the tree."""
    return f"LICENSES/Apache-2.0-{model}.txt"


def card_path(model: str) -> str:
    """Return where the model card of `model` lives in the tree."""
    return f"{CARDS}/{model}_mirror_card.md"


def dropped_model(model: str) -> str:
    """Return where a contributor's own ONNX file lies, in a working tree and in a drop."""
    return f"model/{model}_mirror.onnx"


def drop_branch(model: str, digest: Digest) -> str:
    """Return the branch on which a contributor drops the file with `digest`."""
    return f"drop/{model}/{digest.hex[:16]}"


TINY = "model/tiny"
"""The folder of the registry, the sidecars, the bundles and the small models of the tree."""

REGISTRY = f"{TINY}/registry.json"
CARDS = "docs/ai/models"
POLICY = "model/policy.toml"
COSIGN = "model/cosign.toml"
REVOCATIONS = "model/tiny/revocations.json"
"""The revocation list in the tree, beside the registry; its bundle lies there too."""
